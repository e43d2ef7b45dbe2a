import { Command } from '@commander-js/extra-typings';
import {
  answersOption,
  devicesOption,
  experimentArgument,
  jobsOption,
  jsonOption,
  quickOption,
  runsOption,
  seedsOption,
  setOption,
  smallOption,
  sweepOption,
  testBatchOption,
  threadsOption,
  withControlOption,
  zipOption,
} from './options.js';

const examples = `
Examples:
  credence evaluate world --set 'evaluate.metrics=["exactMatch","f1"]'   add F1
  credence evaluate world --set 'evaluate.metrics=["loss"]' --dry-run    say what can be tested
  credence evaluate world --answers every                 answers of every epoch that has weights
  credence report world --set 'evaluate.metrics=["exactMatch","f1"]'     then read the results`;

/** `credence evaluate`: tests finished runs again from the weights that were kept. */
export function evaluateCommand() {
  return new Command('evaluate')
    .description(
      'Tests finished runs again from the weights that were kept: adds evaluation sets, metrics and ' +
        'answers. Trains nothing; lists what would need training, with the command for it.',
    )
    .argument('<experiment>', experimentArgument)
    .addOption(setOption())
    .addOption(sweepOption())
    .addOption(zipOption())
    .addOption(smallOption())
    .addOption(quickOption())
    .addOption(withControlOption())
    .addOption(seedsOption())
    .addOption(jobsOption())
    .addOption(threadsOption())
    .addOption(devicesOption())
    .addOption(testBatchOption())
    .addOption(answersOption())
    .addOption(runsOption())
    .addOption(jsonOption())
    .option('--dry-run', 'say what can be tested and what cannot; test nothing')
    .addHelpText('after', examples)
    .action(async (name, options) => {
      const { evaluateStudy } = await import('./actions/evaluate.js');
      await evaluateStudy(name, options);
    });
}
