import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setThreads } from '../src/tensor/index.js';
import { counted } from '../src/text/counted.js';
import { amdNote, type Result, type Table, whereMeasured } from './results.js';
import { showProgress } from './rounds.js';
import { median, rotated } from './samples.js';
import {
  type Contestant,
  ours,
  peer,
  precisions,
  programs,
  type Round,
} from './world-contestants.js';
import { type WorldTask, worldTask, writeTask } from './world-task.js';

interface Row {
  readonly name: string;
  readonly seconds: readonly number[];
  readonly firstLoss: number;
  readonly lastLoss: number;
}

/** Largest difference of the float32 contestants' initial losses, in nats. */
const lossTolerance = 1e-4;

/** The best round may be so much faster than the median one on a machine that was quiet. */
const spread = 1.3;

/** Documents a second that ours and its peers train, their rounds interleaved. */
export async function benchWorld(options: {
  readonly rounds: number;
  readonly threads: number;
  readonly peers: boolean;
}): Promise<Result> {
  const { rounds, threads, peers } = options;
  setThreads(threads);
  const where = whereMeasured(threads);
  const task = worldTask(10, rounds + 1);
  const folder = mkdtempSync(join(tmpdir(), 'credence-bench-'));
  const contestants: Contestant[] = [];
  try {
    for (const precision of precisions) contestants.push(ours(task, precision));
    if (peers) {
      writeTask(task, folder);
      for (const program of programs)
        for (const precision of precisions)
          contestants.push(await peer(program, precision, folder, threads));
    }
    checkLosses(contestants);
    const rows = await measure(contestants, rounds);
    return { ...describe(task, rows, options), where };
  } finally {
    for (const contestant of contestants) contestant.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** After a round that does not count, all do every round in turn, each time another first. */
async function measure(contestants: readonly Contestant[], rounds: number): Promise<Row[]> {
  const taken = new Map(contestants.map((contestant) => [contestant, [] as Round[]]));
  for (let round = 0; round <= rounds; round++) {
    for (const contestant of rotated(contestants, round)) {
      showProgress(`round ${round} of ${rounds}: ${contestant.name}`);
      taken.get(contestant)?.push(await contestant.round());
    }
  }
  showProgress('');
  return contestants.map((contestant) => {
    const [, ...counted] = taken.get(contestant) ?? [];
    return {
      name: contestant.name,
      seconds: counted.map(({ seconds }) => seconds),
      firstLoss: contestant.loss,
      lastLoss: counted.at(-1)?.loss ?? Number.NaN,
    };
  });
}

/** Throws when not all float32 contestants begin with the same loss. */
function checkLosses(contestants: readonly Contestant[]): void {
  const exact = contestants.filter(({ precision }) => precision === 'float32');
  const losses = exact.map(({ loss }) => loss);
  if (Math.max(...losses) - Math.min(...losses) <= lossTolerance) return;
  const given = exact.map(({ name, loss }) => `${name} ${loss}`).join('; ');
  throw new Error(`not all train the same thing, by their losses before training: ${given}`);
}

function describe(
  task: WorldTask,
  rows: readonly Row[],
  { rounds, threads }: { readonly rounds: number; readonly threads: number },
): Omit<Result, 'where'> {
  const count = task.documents.length;
  const speeds = rows.map(({ seconds }) => ({
    best: count / Math.min(...seconds),
    median: count / median(seconds),
  }));
  const [float32, bfloat16] = speeds;
  const ratio = (own: { median: number } | undefined, at: number): string =>
    at < precisions.length ? '' : `${((own?.median ?? 0) / (speeds[at]?.median ?? 0)).toFixed(2)}x`;
  const table: Table = [
    [
      'who',
      'best',
      'median',
      'credence float32 is',
      'credence bfloat16 is',
      'loss before',
      'loss after',
    ],
    ...rows.map(({ name, firstLoss, lastLoss }, at) => [
      name,
      speeds[at]?.best.toFixed(0) ?? '',
      speeds[at]?.median.toFixed(0) ?? '',
      ratio(float32, at),
      ratio(bfloat16, at),
      firstLoss.toFixed(5),
      lastLoss.toFixed(5),
    ]),
  ];
  return {
    name: `world, ${counted(threads, 'thread')}`,
    what:
      `Training speed, in documents/s, at the shapes of the embedded experiment: stage 1 of ` +
      `\`world\`, seed ${task.seed}, ${rounds} rounds of one epoch (${count} documents).`,
    table,
    notes: [
      'All begin with the same weights and train the same documents by the same recipe: AdamW, ' +
        'clipping, batch size, loss on the answer only. Peers pad to the longest document of the ' +
        'batch and compute the logits of all positions. The loop is a GPT-NeoX written by hand ' +
        'with fused AdamW; the Trainer has GPTNeoXForCausalLM, its default optimizer ' +
        '(adamw_torch_fused) and a padding collator. bfloat16 of the peers is autocast.',
      amdNote,
      `Losses are the mean of the same ${task.check.length} documents, in float32; ` +
        'each shuffles for itself.',
      ...(speeds.some(({ best, median }) => best > spread * median)
        ? [
            'Not to be relied on: rounds differ so much that other programs must have run ' +
              'beside them.',
          ]
        : []),
    ],
    values: rows.map((row, at) => ({ ...row, ...speeds[at] })),
  };
}
