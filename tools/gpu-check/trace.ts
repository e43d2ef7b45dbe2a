import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { z } from 'zod';
import { synchronize, traced } from '../../src/tensor/index.js';
import type { PaperSteps } from './paper-steps.js';

const traceFile = z.looseObject({
  traceEvents: z.array(
    z.looseObject({
      ph: z.string(),
      name: z.string().optional(),
      cat: z.string().optional(),
      ts: z.number().optional(),
      dur: z.number().optional(),
    }),
  ),
});

/** Events of one name in a trace. */
export interface TracedOperator {
  readonly name: string;
  readonly calls: number;
  /** Of all calls together; on the host without what they call themselves. */
  readonly milliseconds: number;
}

/** What one step did. */
export interface TracedStep {
  /** Of the step as it is without a trace. */
  readonly seconds: number;
  /** Kernels of a GPU where there are any, else operators; the longest first. */
  readonly operators: readonly TracedOperator[];
  /** The trace, as Perfetto (ui.perfetto.dev) and chrome://tracing read it. */
  readonly file: string;
}

/** Takes a few steps, then traces one and writes it to `folder`. */
export function traceStep(
  open: () => PaperSteps,
  {
    device,
    folder,
    warmUp,
  }: Readonly<Record<'device' | 'folder', string>> & {
    readonly warmUp: number;
  },
): TracedStep {
  const task = open();
  try {
    for (let step = 0; step < warmUp; step++) task.step();
    synchronize(device);
    const begun = performance.now();
    task.step();
    synchronize(device);
    const seconds = (performance.now() - begun) / 1000;
    mkdirSync(folder, { recursive: true });
    const plain = join(folder, `trace-${task.name}.json`);
    traced(device, plain, () => task.step());
    const text = readFileSync(plain, 'utf8');
    rmSync(plain);
    writeFileSync(`${plain}.gz`, gzipSync(text));
    return { seconds, operators: operatorsOf(text), file: `${plain}.gz` };
  } finally {
    task.dispose();
  }
}

/** Sums a trace up by name: of kernels where it has any, else of operators on the host. */
export function operatorsOf(text: string): TracedOperator[] {
  const { traceEvents } = traceFile.parse(JSON.parse(text));
  const ofCategory = (...wanted: readonly string[]) =>
    traceEvents.filter(({ ph, cat = '' }) => ph === 'X' && wanted.includes(cat));
  const kernels = ofCategory('kernel', 'gpu_memcpy', 'gpu_memset');
  const counted = kernels.length > 0 ? kernels : ofCategory('cpu_op');
  const sums = new Map<string, { calls: number; microseconds: number }>();
  const own = kernels.length > 0 ? counted.map(({ dur = 0 }) => dur) : ownDurations(counted);
  for (const [i, { name = '' }] of counted.entries()) {
    const sum = sums.get(name) ?? { calls: 0, microseconds: 0 };
    sums.set(name, { calls: sum.calls + 1, microseconds: sum.microseconds + (own[i] ?? 0) });
  }
  return [...sums]
    .map(([name, { calls, microseconds }]) => ({ name, calls, milliseconds: microseconds / 1000 }))
    .sort((a, b) => b.milliseconds - a.milliseconds);
}

/** The time of each event without the events inside it. */
function ownDurations(
  events: readonly { readonly ts?: number; readonly dur?: number; readonly tid?: unknown }[],
): number[] {
  const own = events.map(({ dur = 0 }) => dur);
  const order = [...events.keys()].sort((a, b) => {
    const [x, y] = [events[a], events[b]];
    return (x?.ts ?? 0) - (y?.ts ?? 0) || (y?.dur ?? 0) - (x?.dur ?? 0);
  });
  const open = new Map<unknown, number[]>();
  for (const i of order) {
    const { ts = 0, dur = 0, tid } = events[i] ?? {};
    const stack = open.get(tid) ?? [];
    open.set(tid, stack);
    const endOf = (j: number): number => (events[j]?.ts ?? 0) + (events[j]?.dur ?? 0);
    while (stack.length > 0 && endOf(stack.at(-1) as number) <= ts) stack.pop();
    const parent = stack.at(-1);
    if (parent !== undefined) own[parent] = (own[parent] ?? 0) - dur;
    stack.push(i);
  }
  return own;
}
