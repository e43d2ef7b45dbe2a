import { createInterface } from 'node:readline/promises';
import { Command } from '@commander-js/extra-typings';
import { UserError } from '../../errors/user-error.js';
import { seedsText } from '../../report/seeds-text.js';
import { type Removal, removalOf, remove } from '../../runs/store/removal.js';
import {
  readStore,
  type Store,
  type StoredExperiment,
} from '../../runs/store/stored-experiments.js';
import { outputWidth, print, printError } from '../../terminal/terminal.js';
import { wrapped } from '../../terminal/wrapped.js';
import { bytesText } from '../../text/bytes.js';
import { counted } from '../../text/counted.js';
import { quoted } from '../../text/printable.js';
import { runsOption, seedsOption } from '../options.js';

const examples = `
Examples:
  credence runs rm birds                          every seed, after a question
  credence runs rm 1a2b3c4d --seeds 10-13 --yes   by the identity that "credence runs" lists
  credence runs rm fig3-main --weights            only weights: results stay
  credence runs rm world --middle-weights         of them those before the ends of stages`;

/** The experiment that a name or the beginning of an identity means. */
function experimentCalled({ experiments }: Store, typed: string, runs: string): StoredExperiment {
  const isIdentity = /^[0-9a-f]{6,12}$/.test(typed);
  const named = experiments.filter(({ experiment }) => experiment.name === typed);
  const own =
    named.length > 0
      ? named
      : experiments.filter(({ identities }) => isIdentity && identities.at(-1)?.startsWith(typed));
  const [only, ...others] = own;
  if (only === undefined)
    throw new UserError(
      `there is no experiment ${quoted(typed)} in ${runs}: expected a name or an identity that ` +
        '"credence runs" lists',
    );
  if (others.length === 0) return only;
  const lines = own.map((one) => `  ${one.identities.at(-1)}  ${one.experiment.name}`);
  const what = `${own.length} experiments in ${runs} are called ${quoted(typed)}; choose one:`;
  throw new UserError([what, ...lines].join('\n'));
}

const middle = 'the weights before the ends of stages';

/** What will be removed, in words. */
function removalText(
  { experiment, identities }: StoredExperiment,
  { stages, shared, bytes, seeds, what: part }: Removal,
): string {
  const what = { all: 'all', weights: 'the weights', 'middle weights': middle }[part];
  const kept =
    shared.length === 0
      ? ''
      : `; ${counted(shared.length, 'stage')} that other experiments share ${shared.length === 1 ? 'stays' : 'stay'} (--shared removes them, too)`;
  const of = `${experiment.name} (${identities.at(-1)}), ${seeds.length === 1 ? 'seed' : 'seeds'} ${seedsText(seeds)}`;
  return `Removes ${what} of ${of}: ${counted(stages.length, 'stage')}, ${bytesText(bytes)}${kept}.`;
}

async function isConfirmed(): Promise<boolean> {
  if (!process.stdin.isTTY)
    throw new UserError(
      'nothing is removed without an answer: add --yes where nobody can be asked',
    );
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await reader.question('Remove? [y/N] ')).trim());
  } finally {
    reader.close();
  }
}

/** `credence runs rm`: removes results or weights from a runs folder. */
export function runsRmCommand() {
  return new Command('rm')
    .summary('remove results or weights')
    .description(
      'Removes the results of an experiment, after it has said which and how large they are. What ' +
        'other experiments share stays, and nothing is removed while it is being trained.',
    )
    .argument('<experiment>', 'name or identity, as "credence runs" lists them')
    .addOption(seedsOption())
    .option('--weights', 'only weights; results stay, and new tests need training again')
    .option('--middle-weights', 'only weights of epochs before the end of a stage')
    .option('--shared', 'also the stages that other experiments share')
    .option('--yes', 'without a question')
    .addOption(runsOption())
    .addHelpText('after', examples)
    .action(async (typed, { runs, seeds, weights, middleWeights, shared = false, yes = false }) => {
      const what = weights ? 'weights' : middleWeights ? 'middle weights' : 'all';
      const store = readStore(runs);
      const stored = experimentCalled(store, typed, runs);
      const removal = removalOf(store, stored, { seeds, what, shared });
      if (removal.stages.length === 0) {
        print(`There is nothing to remove of ${stored.experiment.name}.`);
        return;
      }
      print(...wrapped(removalText(stored, removal), outputWidth()));
      if (!yes && !(await isConfirmed())) {
        printError('Nothing was removed.');
        return;
      }
      remove(removal, runs);
      print(`Removed ${bytesText(removal.bytes)}.`);
    });
}
