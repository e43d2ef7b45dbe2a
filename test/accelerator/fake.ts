import { execFileSync } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { projectFolder } from '../../src/files/project-folder.js';
// The engine first: its own settings of libtorch are made before any other library finds it.
import { liveTensors } from '../../src/tensor/index.js';
import { acceptAccelerator } from '../../src/text/device-name.js';

/** What the library of the fake accelerator tells of it and takes (door.cc). */
interface Door {
  setLimit(bytes: number): void;
  /** From so many kernels on every one fails; below 0 none does. */
  breakDownAfter(kernels: number): void;
  liveBytes(): number;
  liveBlocks(): number;
  reads(): number;
  waitingWrites(): number;
  kernels(): number;
}

function load(): Door {
  const builder = join(projectFolder(), 'test', 'accelerator', 'build.mjs');
  // Options of this process may name this very file.
  const env = { ...process.env, NODE_OPTIONS: '' };
  const path = execFileSync(process.execPath, [builder], { encoding: 'utf8', env });
  const module = { exports: {} };
  process.dlopen(module, path, constants.dlopen.RTLD_NOW);
  acceptAccelerator('fake', 1);
  return module.exports as Door;
}

/** The fake accelerator, built where it is not yet and known to libtorch from here on. */
export const fake: Door = load();

/** Its name, as in `Tensor.device`. */
export const device = 'fake:0';

/** What a piece of work asked of the device. */
export interface Used {
  /** How often the host waited for elements of a tensor of the device. */
  readonly reads: number;
  /** How often it waited until the device had taken elements of memory that is not pinned. */
  readonly waitingWrites: number;
  /** Operators that ran on the device. */
  readonly kernels: number;
}

/** Runs `body` and says what it asked of the device. */
export function used<T>(body: () => T): Used & { readonly result: T } {
  const before = [fake.reads(), fake.waitingWrites(), fake.kernels()] as const;
  const result = body();
  return {
    result,
    reads: fake.reads() - before[0],
    waitingWrites: fake.waitingWrites() - before[1],
    kernels: fake.kernels() - before[2],
  };
}

/** What is alive: tensors that JavaScript holds, and blocks of the device's memory. */
export const alive = (): { tensors: number; blocks: number } => ({
  tensors: liveTensors(),
  blocks: fake.liveBlocks(),
});

/**
 * Throws where something else is alive than `before`. A thread of autograd's frees what a backward
 * pass of the device held, perhaps a moment after that returned.
 */
export function expectAlive(before: ReturnType<typeof alive>): void {
  const isSame = (): boolean => {
    const { tensors, blocks } = alive();
    return tensors === before.tensors && blocks === before.blocks;
  };
  const clock = new Int32Array(new SharedArrayBuffer(4));
  for (let milliseconds = 0; milliseconds < 2000 && !isSame(); milliseconds++)
    Atomics.wait(clock, 0, 0, 1);
  if (!isSame())
    throw new Error(`alive were ${JSON.stringify(before)}, and are ${JSON.stringify(alive())}`);
}
