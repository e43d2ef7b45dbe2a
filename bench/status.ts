import { execFile } from 'node:child_process';
import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { executionOf } from '../src/experiment/execution.js';
import { sha256OfBytes } from '../src/files/hash.js';
import { projectFolder } from '../src/files/project-folder.js';
import { loadExperiment } from '../src/plan/catalogue.js';
import { layout } from '../src/runs/folder.js';
import { LocalExecutor } from '../src/runs/local-executor.js';
import { trainSeeds } from '../src/runs/train-seeds.js';
import { type Result, whereMeasured } from './results.js';
import { showProgress } from './rounds.js';
import { median } from './samples.js';

/** How many finished runs a folder has, and how often each command is timed. */
export interface StatusOptions {
  readonly runs: number;
  readonly rounds: number;
}

/** What a command took, in seconds. */
interface Taken {
  readonly wall: number;
  /** Of the processor, in all of its threads. */
  readonly cpu: number;
}

/** Times the commands that look at a folder with many finished runs of three stages. */
export async function benchStatus({ runs, rounds }: StatusOptions): Promise<Result> {
  const where = whereMeasured(1);
  const root = mkdtempSync(join(tmpdir(), 'credence-status-'));
  try {
    const folder = join(root, 'runs');
    await trainOne(folder);
    await copySeeds(folder, runs);
    const name = ['world', '--quick', '--seeds', `1-${runs}`];
    const commands = [
      ['status', ...name],
      ['status', ...name, '--json'],
      ['status', '--quick'],
      ['report', ...name, '--control', 'none'],
    ];
    const taken = new Map<string, Taken[]>();
    for (let round = 0; round < rounds; round++)
      for (const words of commands) {
        const text = words.join(' ');
        showProgress(`round ${round + 1} of ${rounds}: ${text}`);
        const one = await timed([...words, '--runs', folder]);
        taken.set(text, [...(taken.get(text) ?? []), one]);
      }
    showProgress('');
    const rows = [...taken].map(([text, all]) => {
      const [wall, cpu] = [all.map((one) => one.wall), all.map((one) => one.cpu)];
      return [`credence ${text}`, ...[Math.min(...wall), median(wall), median(cpu)].map(seconds)];
    });
    return {
      name: 'Status of many runs',
      what: `Seconds of commands that look at ${runs} finished runs of three stages, with the start of Node.`,
      where,
      table: [['', 'best', 'median', 'processor time'], ...rows],
      notes: [
        'One run of `world --quick` was trained; the others are copies with their own seeds. The ' +
          'files had been read before. `credence status --quick` looks at every bundled experiment.',
      ],
      values: { runs, rounds, seconds: Object.fromEntries(taken) },
    };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

const seconds = (taken: number): string => taken.toFixed(2);

const quickWorld = (first: readonly number[]) =>
  loadExperiment('world', { quick: true, seeds: first });

async function trainOne(folder: string): Promise<void> {
  const experiment = await quickWorld([1]);
  const run = { experiment, seed: 1, execution: executionOf({ device: 'cpu' }) };
  const work = { runs: [run], runsFolder: folder };
  const { finished } = await trainSeeds(new LocalExecutor({ jobs: 1 }), work, () => {});
  if (finished.length !== 1) throw new Error('the run that was to be copied failed');
}

/** Copies the run of seed 1 for seeds up to `last`: links of all files but those that name the seed. */
async function copySeeds(folder: string, last: number): Promise<void> {
  const stages = layout(await quickWorld([1]), folder).get(1) ?? [];
  const [first] = stages;
  if (first === undefined) throw new Error('the experiment has no stage');
  const files = readdirSync(first.folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  for (let seed = 2; seed <= last; seed++) {
    const target = join(dirname(first.folder), `seed-${seed}`);
    for (const path of files) copyFile(path, path.replace(first.folder, target), seed);
  }
}

/** The file in which a folder of tests has its scores, which name the seed. */
const scores = 'metrics.jsonl';

function copyFile(from: string, to: string, seed: number): void {
  mkdirSync(dirname(to), { recursive: true });
  const own = (path: string): string =>
    readFileSync(path, 'utf8').replaceAll('"seed":1,', `"seed":${seed},`);
  if (from.endsWith(scores)) writeFileSync(to, own(from));
  else if (from.endsWith('done.json')) {
    const done = JSON.parse(readFileSync(from, 'utf8'));
    if (done.files[scores] !== undefined) {
      const bytes = Buffer.from(own(join(dirname(from), scores)));
      done.files[scores] = { bytes: bytes.length, sha256: sha256OfBytes(bytes) };
    }
    writeFileSync(to, `${JSON.stringify(done, null, 2)}\n`);
  } else linkSync(from, to);
}

/** Runs a command to its end, and gives back what it took. */
async function timed(words: readonly string[]): Promise<Taken> {
  const program = join(projectFolder(), 'bin', 'credence.js');
  const begun = performance.now();
  // The shell knows what its children took of the processor.
  const script = '"$@" >/dev/null && times';
  const args = ['-c', script, 'sh', process.execPath, program, ...words];
  const { stdout } = await promisify(execFile)('sh', args);
  const wall = (performance.now() - begun) / 1000;
  const times = [...(stdout.split('\n')[1] ?? '').matchAll(/(\d+)m([\d.]+)s/g)];
  const cpu = times.reduce(
    (sum, [, minutes, rest]) => sum + 60 * Number(minutes) + Number(rest),
    0,
  );
  return { wall, cpu };
}
