import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { noGrad, scope, setThreads } from '../src/tensor/index.js';
import { batchByLength } from '../src/training/batches.js';
import { summedLoss } from '../src/training/loss.js';
import { train } from '../src/training/train.js';
import { PeerProcess } from './peer-process.js';
import { type Result, type Table, whereMeasured } from './results.js';
import { median, rotated } from './samples.js';
import { initialModel, type WorldTask, worldTask, writeTask } from './world-task.js';

/** What a round, one epoch, took and led to. */
interface Round {
  readonly seconds: number;
  /** Mean cross-entropy of the documents whose loss is compared, after the round, in nats. */
  readonly loss: number;
}

/** One who trains the task. */
interface Contestant {
  readonly name: string;
  /** As `Round.loss`, before any training. */
  readonly loss: number;
  round(): Promise<Round>;
  stop(): void;
}

interface Row {
  readonly name: string;
  readonly seconds: readonly number[];
  readonly firstLoss: number;
  readonly lastLoss: number;
}

const precisions = ['float32', 'bfloat16'] as const;
type Precision = (typeof precisions)[number];

const programs = [
  ['PyTorch loop', 'world_loop.py'],
  ['Hugging Face Trainer', 'world_trainer.py'],
] as const;

/** Largest difference of initial losses, in nats, at which all float32 contestants train the same thing. */
const lossTolerance = 1e-4;

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
      for (const [name, program] of programs)
        for (const precision of precisions)
          contestants.push(await peer(name, program, [folder, precision], threads));
    }
    const rows = await measure(contestants, rounds);
    checkLosses(rows);
    return { ...describe(task, rows, options), where };
  } finally {
    for (const contestant of contestants) contestant.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function ours(task: WorldTask, precision: Precision): Contestant {
  const model = initialModel(task);
  const { tokenizer, documents, seed } = task;
  const reports = train({
    model,
    tokenizer,
    documents,
    seed,
    recipe: { ...task.stage, precision },
  });
  const targets = task.check.reduce((sum, document) => sum + document.targets, 0);
  const checkLoss = (): number =>
    batchByLength(task.check, task.check.length).reduce(
      (sum, batch) => sum + scope(() => noGrad(() => summedLoss(model, batch).item())),
      0,
    ) / targets;
  return {
    name: `credence, ${precision}`,
    loss: checkLoss(),
    async round() {
      const start = performance.now();
      for (let ended = false; !ended; ) {
        const { value, done } = reports.next();
        if (done) throw new Error('there are more rounds than epochs');
        ended = value.endOfEpoch !== null;
      }
      const seconds = (performance.now() - start) / 1000;
      return { seconds, loss: checkLoss() };
    },
    stop() {
      reports.return(undefined);
      model.dispose();
    },
  };
}

async function peer(
  name: string,
  program: string,
  args: readonly string[],
  threads: number,
): Promise<Contestant> {
  const full = [...args, String(threads)];
  const running = await PeerProcess.start<{ loss: number }, Round>(program, full, threads);
  return {
    name: `${name}, ${args[1]}`,
    loss: running.greeting.loss,
    round: () => running.round(),
    stop: () => running.stop(),
  };
}

/** After one round each that does not count, all do every round in turn, each time another one first. */
async function measure(contestants: readonly Contestant[], rounds: number): Promise<Row[]> {
  const taken = new Map(contestants.map((contestant) => [contestant, [] as Round[]]));
  for (let round = 0; round <= rounds; round++) {
    for (const contestant of rotated(contestants, round)) {
      process.stderr.write(`\rround ${round} of ${rounds}: ${contestant.name}\x1b[K`);
      taken.get(contestant)?.push(await contestant.round());
    }
  }
  process.stderr.write('\r\x1b[K');
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

function checkLosses(rows: readonly Row[]): void {
  const exact = rows.filter(({ name }) => name.endsWith('float32'));
  const losses = exact.map(({ firstLoss }) => firstLoss);
  if (Math.max(...losses) - Math.min(...losses) <= lossTolerance) return;
  const given = exact.map(({ name, firstLoss }) => `${name} ${firstLoss}`).join('; ');
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
      lastLoss.toFixed(3),
    ]),
  ];
  return {
    name: `world, ${threads} thread${threads === 1 ? '' : 's'}`,
    what:
      `Training speed, in documents/s, at the shapes of the embedded experiment: stage 1 of ` +
      `\`world\`, seed ${task.seed}, ${rounds} rounds of one epoch (${count} documents).`,
    table,
    notes: [
      'All begin with the same weights and train the same documents by the same recipe: AdamW, clipping, batch size, ' +
        'loss on the answer only. Peers pad to the longest document of the batch and compute the logits of all ' +
        'positions. The loop is a GPT-NeoX written by hand with fused AdamW; the Trainer has GPTNeoXForCausalLM, ' +
        'adamw_torch and a padding collator. bfloat16 of the peers is autocast.',
      'Losses are of the same documents, in float32 for ours and in its own precision for a peer; each shuffles for itself.',
    ],
    values: rows.map((row, at) => ({ ...row, ...speeds[at] })),
  };
}
