/** A device as it is asked for. */
export interface DeviceName {
  readonly kind: 'auto' | 'cpu' | 'accelerator';
  /** As libtorch has it: `cpu`, `cuda`. */
  readonly name: string;
  /** From 0; 0 where none is named. */
  readonly index: number;
}

/** Accelerators that a device may be named after, and of each how many there are, where known. */
const accelerators = new Map<string, number | null>([['cuda', null]]);

/**
 * Lets devices be named after another accelerator that libtorch has been told of. Nothing of the
 * product calls it: the tests' own accelerator is one (`test/accelerator/`).
 */
export function acceptAccelerator(name: string, devices: number): void {
  accelerators.set(name, devices);
}

/** How many devices an accelerator has that `acceptAccelerator` named; null for those of libtorch. */
export const acceptedDevices = (name: string): number | null => accelerators.get(name) ?? null;

/** Reads `auto`, `cpu` or `cuda:N`; null where `text` is none of them. */
export function parseDevice(text: string): DeviceName | null {
  if (text === 'auto' || text === 'cpu') return { kind: text, name: text, index: 0 };
  const [, name = '', index = '0'] = /^([a-z]+)(?::(\d+))?$/.exec(text) ?? [];
  return accelerators.has(name) ? { kind: 'accelerator', name, index: Number(index) } : null;
}

/**
 * Reads one device, or several accelerators as `cuda:0,cuda:1`, all different; null where `text` is
 * none of that.
 */
export function parseDevices(text: string): readonly DeviceName[] | null {
  const one = parseDevice(text);
  if (one !== null) return [one];
  const all = text.split(',').map(parseDevice);
  const names = all.map((device) =>
    device?.kind === 'accelerator' ? `${device.name}:${device.index}` : null,
  );
  if (names.includes(null) || new Set(names).size < names.length) return null;
  return all.filter((device) => device !== null);
}

/** What is expected where a device is not one, for messages. */
export const deviceForms = 'auto, cpu, cuda:N or several as cuda:0,cuda:1';
