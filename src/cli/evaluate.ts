import { Command } from '@commander-js/extra-typings';
import {
  answersOption,
  deviceOption,
  experimentArgument,
  jobsOption,
  jsonOption,
  quickOption,
  runsOption,
  seedsOption,
  setOption,
  smallOption,
  testBatchOption,
  threadsOption,
  withControlOption,
} from './options.js';

const examples = `
Examples:
  credence evaluate world --set 'evaluate.metrics=["exactMatch","f1"]'   add F1
  credence evaluate world --set 'evaluate.metrics=["loss"]' --dry-run    what weights can answer
  credence evaluate world --answers every                 answers of every epoch with weights
  credence report world --set 'evaluate.metrics=["exactMatch","f1"]'     then read them`;

/** `credence evaluate`: tests finished runs again from the weights that were kept. */
export function evaluateCommand() {
  return new Command('evaluate')
    .description(
      'Adds sets, metrics and answers to finished runs from the weights that were kept. Nothing ' +
        'is trained: what would need training is listed, with the command that does it.',
    )
    .argument('<experiment>', experimentArgument)
    .addOption(setOption())
    .addOption(smallOption())
    .addOption(quickOption())
    .addOption(withControlOption())
    .addOption(seedsOption())
    .addOption(jobsOption())
    .addOption(threadsOption())
    .addOption(deviceOption())
    .addOption(testBatchOption())
    .addOption(answersOption())
    .addOption(runsOption())
    .addOption(jsonOption())
    .option('--dry-run', 'say what can be tested and what cannot, and test nothing')
    .addHelpText('after', examples)
    .action(async (name, options) => {
      const { evaluateStudy } = await import('./actions/evaluate.js');
      await evaluateStudy(name, options);
    });
}
