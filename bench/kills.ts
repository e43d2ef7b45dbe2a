import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { projectFolder } from '../src/files/project-folder.js';
import { MersenneTwister } from '../src/random/mersenne-twister.js';
import { foldedLines } from '../src/terminal/folded-table.js';
import { print, printError, printJson } from '../src/terminal/terminal.js';
import {
  type KilledRun,
  type KillFrom,
  killTargets,
  killUntilWhole,
  resultsOf,
  untilTraining,
} from './killed-runs.js';

/** What is killed how often. */
export interface KillsOptions {
  readonly kills: number;
  /** Draws moments and targets. */
  readonly seed: number;
  readonly signals: readonly NodeJS.Signals[];
  /** Runs that are killed beside each other; default of the command: 2. */
  readonly atOnce: number;
  readonly json?: true | undefined;
}

/** Minutes between checkpoints: about a fifth of a second, so that kills find many places. */
const every = 0.003;

const experiment = {
  name: 'killed',
  data: {
    kind: 'world',
    entities: 24,
    attributes: [2, 3, 4],
    aliasesPerEntity: 2,
    aliases: { form: 'symbols', alphabet: 8, length: 2 },
    testShare: 0.34,
    shares: { D1cons: 0.25, D2incons: 0.25, D5cons: 0.25, D6cons: 0.25 },
  },
  model: { kind: 'gpt-neox', layers: 1, width: 16, heads: 2, rotaryFraction: 1 },
  stages: [
    {
      name: 'stage1',
      train: { questions: ['D1cons', 'D2incons'], definitions: ['D1cons', 'D2incons'] },
      ...{ evaluate: { everyEpochs: 10 } },
      ...{ epochs: 40, documentsPerStep: 16, learningRate: 1e-3, loss: { tokens: 'answer' } },
    },
    {
      name: 'stage2',
      ...{ train: { definitions: ['D5cons', 'D6cons'] }, seed: 'second' },
      ...{ evaluate: { everyEpochs: 10 } },
      ...{ epochs: 20, documentsPerStep: 8, learningRate: 3e-4, loss: { tokens: 'answer' } },
    },
  ],
  seeds: { first: [1] },
};

/**
 * Kills a small experiment of two stages, trained by command, at random moments, starts
 * the same command again until it is complete, and compares every file with an unbroken run.
 */
export async function benchKills({
  kills,
  seed,
  signals,
  atOnce,
  json,
}: KillsOptions): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'credence-kills-'));
  let isWhole = true;
  try {
    const file = join(root, 'killed.json');
    writeFileSync(file, JSON.stringify(experiment));
    const start = (folder: string) => {
      const out = ['--runs', folder, '--figures', join(root, 'figures'), '--json'];
      const how = ['--checkpoint-every', `${every}`, '--keep-weights', 'every'];
      const program = join(projectFolder(), 'bin', 'credence.js');
      const args = [program, 'run', file, ...how, ...out];
      return spawn(process.execPath, args, { cwd: root, stdio: 'ignore', detached: true });
    };
    const unbroken = async (name: string) => {
      const [folder, begun, clock] = [join(root, name), performance.now(), Date.now()];
      const ended = once(start(folder), 'exit');
      await Promise.race([ended, untilTraining(folder, clock)]);
      const trainedFrom = performance.now();
      const [code] = await ended;
      if (code !== 0) throw new Error(`an unbroken run ended with exit code ${code}`);
      const end = performance.now();
      const took = { start: end - begun, training: end - trainedFrom };
      return { took, results: resultsOf(folder) };
    };
    // Several, so that what differs by itself is not taken for the work of kills; at the same time,
    // as those that are killed, so that moments fit how fast they are then.
    const names = Array.from({ length: Math.max(2, atOnce) }, (_, index) => `whole-${index}`);
    const [first, ...others] = await Promise.all(names.map(unbroken));
    if (first === undefined || others.some((one) => !isDeepStrictEqual(one.results, first.results)))
      throw new Error('two unbroken runs differ already');
    const wanted = first.results;
    const least = (of: KillFrom): number =>
      Math.min(...[first, ...others].map(({ took }) => took[of]));
    const longest = { start: least('start'), training: least('training') };
    const runs: KilledRun[] = [];
    // Kills that struck, and those that runs under way may still take.
    let [struck, reserved, begunRuns, isStopped] = [0, 0, 0, false];
    process.once('SIGINT', () => {
      isStopped = true;
    });
    const lane = async (): Promise<void> => {
      while (struck + reserved < kills && !isStopped) {
        const most = Math.min(6, kills - struck - reserved);
        const number = begunRuns++;
        // Of its own, so that no run's moments depend on how fast the others are.
        const random = MersenneTwister.named(seed, `moments of run ${number}`);
        const folder = join(root, `killed-${number}`);
        const plan = { start, targets: killTargets, signals, longest, random, most };
        reserved += most;
        const run = await killUntilWhole(plan, folder, wanted);
        reserved -= most;
        runs.push(run);
        struck += run.kills.length;
        // What is not whole is kept, to be looked at.
        if (!isBroken(run)) rmSync(folder, { recursive: true, force: true });
        const broken = runs.filter(isBroken).length;
        printError(`${struck} of ${kills} kills, ${runs.length} runs, ${broken} of them not whole`);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, lane));
    show({ seed, longest, files: wanted.size, runs }, json);
    isWhole = !runs.some(isBroken);
    if (!isWhole) process.exitCode = 1;
  } finally {
    if (isWhole) rmSync(root, { recursive: true, force: true });
    else printError(`what was left is in ${root}`);
  }
}

const isBroken = ({ different, left }: KilledRun): boolean => different.length + left.length > 0;

/** What was found. */
interface Found {
  readonly seed: number;
  readonly longest: Readonly<Record<KillFrom, number>>;
  /** Files of an unbroken run that are compared. */
  readonly files: number;
  readonly runs: readonly KilledRun[];
}

function show({ seed, longest, files, runs }: Found, json: true | undefined): void {
  if (json) {
    printJson({ seed, longest, files, runs });
    return;
  }
  const all = runs.flatMap((run) =>
    run.kills.map((kill) => ({ ...kill, isBroken: isBroken(run) })),
  );
  const rows = killTargets.map((target) => {
    const ofTarget = all.filter((kill) => kill.target === target);
    const whole = ofTarget.filter((kill) => !kill.isBroken).length;
    const tenths = Array.from(
      { length: 10 },
      (_, tenth) =>
        ofTarget.filter(({ from, moment }) => Math.floor((10 * moment) / longest[from]) === tenth)
          .length,
    );
    return [target, `${ofTarget.length}`, `${whole}`, tenths.join(' ')];
  });
  const header = ['killed', 'kills', 'bit-identical', 'in each tenth of the run or its training'];
  const alignments = ['left', 'right', 'right', 'left'] as const;
  print(...foldedLines({ header, rows, alignments }, 80));
  const whole = all.filter((kill) => !kill.isBroken).length;
  print(
    `${whole} of ${all.length} kills, in ${runs.length} runs: all ${files} files as those of an ` +
      `unbroken run of ${(longest.start / 1000).toFixed(1)} s, nothing left to clean (seed ${seed}).`,
  );
  for (const { different, left } of runs.filter(isBroken))
    print(`  not whole: ${[...different, ...left].join(', ')}`);
}
