import { createInterface } from 'node:readline/promises';
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

/** Asks whether to go on; a UserError where nobody can be asked. */
export async function isConfirmed(): Promise<boolean> {
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

/** What is removed, as the command line has it. */
interface RemoveOptions {
  readonly runs: string;
  readonly seeds?: readonly number[] | undefined;
  readonly weights?: boolean | undefined;
  readonly middleWeights?: boolean | undefined;
  readonly shared?: boolean | undefined;
  readonly yes?: boolean | undefined;
}

/** Removes results or weights, after a question unless `yes`. */
export async function removeRuns(
  typed: string,
  { runs, seeds, weights, middleWeights, shared = false, yes = false }: RemoveOptions,
): Promise<void> {
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
}
