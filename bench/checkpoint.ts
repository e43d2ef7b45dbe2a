import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadPretrained } from '../src/checkpoints/checkpoint.js';
import { projectFolder } from '../src/files/project-folder.js';
import { counted } from '../src/text/counted.js';
import { type LmTask, lmTask, textTokens, writeLmTask } from './lm-task.js';
import { PeerProcess } from './peer-process.js';
import { type Result, whereMeasured } from './results.js';
import { ratioText, showProgress, unrestNotes } from './rounds.js';
import { median, rotated } from './samples.js';
import type { Precision } from './world-contestants.js';

/** Options of the benchmark. */
export interface CheckpointOptions {
  /** A folder as transformers writes it. */
  readonly model: string;
  readonly documentsPerStep: number;
  /** That each contestant trains. */
  readonly minutes: number;
  readonly threads: number;
  readonly peers: boolean;
  readonly precisions: readonly Precision[];
}

/** What a round of training took. */
interface Round {
  readonly seconds: number;
  /** Bytes in memory after it, and at most until then. */
  readonly resident: number;
  readonly peak: number;
}

/** A contestant, which trains in its own process. */
interface Trained {
  readonly name: string;
  readonly process: PeerProcess<object, Round>;
  readonly rounds: Round[];
}

/** Most documents of a forward pass of the Trainer, as many as its authors' code took at once. */
const mostOfPass = 64;
const people = 4000;

/**
 * Documents a second and memory of fine-tuning a checkpoint, beside Hugging Face's Trainer: each in a
 * process of its own, in turns, on documents of ever new lengths.
 */
export async function benchCheckpoint(options: CheckpointOptions): Promise<Result> {
  const { documentsPerStep, minutes, model, precisions, threads } = options;
  const where = whereMeasured(threads);
  const folder = mkdtempSync(join(tmpdir(), 'credence-bench-'));
  const all: Trained[] = [];
  try {
    const whole = lmTask(model, { people });
    const task: LmTask = {
      ...whole,
      microBatch: Math.min(documentsPerStep, mostOfPass),
      stage: { ...whole.stage, documentsPerStep },
    };
    for (const precision of precisions) all.push(await ours(precision, options));
    if (options.peers) {
      const loaded = loadPretrained(model);
      writeLmTask(task, loaded, [], { folder, checkDocuments: 0 });
      loaded.dispose();
      for (const precision of precisions) all.push(await trainer(folder, precision, threads));
    }
    await trainInTurns(all, minutes);
    return resultOf(all, task, options, where);
  } finally {
    for (const { process } of all) process.stop();
    showProgress('');
    rmSync(folder, { recursive: true, force: true });
  }
}

async function ours(
  precision: Precision,
  { documentsPerStep, model, threads }: CheckpointOptions,
): Promise<Trained> {
  const program = join(projectFolder(), 'dist', 'bench', 'checkpoint-trainer.js');
  const args = [program, model, precision, threads, 1, documentsPerStep, people].map(String);
  const started = PeerProcess.of<object, Round>('checkpoint-trainer', process.execPath, args);
  return { name: `credence, ${precision}`, process: await started, rounds: [] };
}

async function trainer(folder: string, precision: Precision, threads: number): Promise<Trained> {
  const args = [folder, precision, String(threads), '1', 'cpu'];
  const started = PeerProcess.start<object, Round>('lm_trainer.py', args, threads);
  return { name: `Hugging Face Trainer, ${precision}`, process: await started, rounds: [] };
}

/** A step each, in turns, until the slowest has trained for `minutes`. */
async function trainInTurns(all: readonly Trained[], minutes: number): Promise<void> {
  const trained = ({ rounds }: Trained): number => rounds.reduce((sum, r) => sum + r.seconds, 0);
  for (let turn = 0; all.some((one) => trained(one) < 60 * minutes); turn++)
    for (const one of rotated(all, turn)) {
      showProgress(`step ${turn + 1}: ${one.name}, ${(trained(one) / 60).toFixed(1)} minutes`);
      one.rounds.push(await one.process.round());
    }
}

/** Bytes in memory when a contestant had trained for `seconds`. */
function residentAfter(rounds: readonly Round[], seconds: number): string {
  let trained = 0;
  for (const round of rounds) {
    trained += round.seconds;
    if (trained >= seconds) return (round.resident / 1e9).toFixed(2);
  }
  return '-';
}

function resultOf(
  all: readonly Trained[],
  task: LmTask,
  { documentsPerStep, minutes, precisions, threads }: CheckpointOptions,
  where: Result['where'],
): Result {
  const tokens = textTokens(task, task.documents) / task.documents.length;
  // The first steps allocate, and choose kernels.
  const seconds = all.map(({ rounds }) => rounds.slice(2).map((round) => round.seconds));
  const marks = [15, 60, 60 * minutes];
  const own = precisions.length;
  const rows = all.map(({ name, rounds }, i) => [
    name,
    (documentsPerStep / median(seconds[i] ?? [])).toFixed(2),
    ...seconds.slice(0, own).map((mine) => (i < own ? '' : ratioText(mine, seconds[i] ?? []))),
    ...marks.map((mark) => residentAfter(rounds, mark)),
    (Math.max(...rounds.map(({ peak }) => peak)) / 1e9).toFixed(2),
  ]);
  return {
    name: `checkpoint, ${documentsPerStep} documents a step, ${counted(threads, 'thread')}`,
    what:
      `Fine-tuning of a checkpoint on Stage 1 of \`fig3-main\`, ${tokens.toFixed(1)} tokens of text ` +
      `a document, each in a process of its own and a step in turn, for ${minutes} minutes or more; ` +
      'the median step, ratios the median of those of single steps; GB in memory after so many ' +
      'seconds of training, and at most.',
    where,
    table: [
      [
        'who',
        'documents/s',
        ...all.slice(0, own).map(({ name }) => `${name} is`),
        ...marks.map((mark) => `GB, ${mark} s`),
        'GB at most',
      ],
      ...rows,
    ],
    notes: [
      `The Trainer pads to ${task.stage.loss.padTo} tokens and takes at most ${mostOfPass} ` +
        'documents a pass, as the paper’s authors did; credence has one end token and no padding.',
      ...unrestNotes(seconds),
    ],
    values: all.map(({ name, rounds }) => ({ name, rounds })),
  };
}
