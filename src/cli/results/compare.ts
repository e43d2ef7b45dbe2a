import { Command, Option } from '@commander-js/extra-typings';
import {
  collected,
  jsonOption,
  quickOption,
  runsOption,
  seedsOption,
  setOption,
  shownArgument,
  smallOption,
  sweepOption,
  zipOption,
} from '../options.js';

const examples = `
Examples:
  credence compare world people
      two bundled experiments
  credence compare world world --set-b stages.stage2.epochs=40
      an experiment with itself, one setting changed
  credence compare fig4a-alpha/0.5 fig4a-alpha/0.9
      two points of a sweep
  credence compare fig4a-alpha mine.ts
      two sweeps, point by point
  credence compare mine.ts other.ts --json
      two files of your own, as JSON`;

const setA = () =>
  new Option('--set-a <path=value>', 'change a setting of A only (repeatable)').argParser(
    collected,
  );

const setB = () =>
  new Option('--set-b <path=value>', 'change a setting of B only (repeatable)').argParser(
    collected,
  );

/** `credence compare`: two experiments side by side. */
export function compareCommand() {
  return new Command('compare')
    .description(
      'Compares two experiments, A minus B, from their finished runs: contrasts, and scores at the end ' +
        'of each stage. Pairs them by first seed if they share enough seeds, else takes them as two ' +
        'samples (Welch). Two sweeps are compared where their points agree, a sweep with one ' +
        'experiment at every point.',
    )
    .argument('<A>', shownArgument)
    .argument('<B>', shownArgument)
    .addOption(setA())
    .addOption(setB())
    .addOption(setOption())
    .addOption(sweepOption())
    .addOption(zipOption())
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
