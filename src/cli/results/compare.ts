import { Command, Option } from '@commander-js/extra-typings';
import {
  experimentArgument,
  jsonOption,
  quickOption,
  runsOption,
  seedsOption,
  setOption,
  smallOption,
} from '../options.js';

const examples = `
Examples:
  credence compare world graded-sources
  credence compare world world --set-b stages.stage2.epochs=40
  credence compare fig22-set-inclusion fig23-mnist --small
  credence compare mine.ts other.ts --json`;

/** Takes an option that may be given any number of times. */
const collected = (text: string, before: string[]): string[] => [...before, text];

const setA = () =>
  new Option('--set-a <path=value>', 'change an option of A alone (repeatable)')
    .argParser(collected)
    .default([] as string[], 'none');

const setB = () =>
  new Option('--set-b <path=value>', 'change an option of B alone (repeatable)')
    .argParser(collected)
    .default([] as string[], 'none');

/** `credence compare`: two experiments side by side. */
export function compareCommand() {
  return new Command('compare')
    .description(
      'Compares the finished runs of two experiments, A minus B: contrasts, and scores at the ends of ' +
        'stages; paired by first seed where they share enough seeds, else as two samples (Welch).',
    )
    .argument('<A>', experimentArgument)
    .argument('<B>', experimentArgument)
    .addOption(setA())
    .addOption(setB())
    .addOption(setOption())
    .addOption(smallOption())
    .addOption(quickOption())
    .addOption(seedsOption())
    .addOption(runsOption())
    .addOption(jsonOption())
    .addHelpText('after', examples)
    .action(async (nameA, nameB, options) => {
      const { showComparison } = await import('../actions/compare.js');
      await showComparison(nameA, nameB, options);
    });
}
