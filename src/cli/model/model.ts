import { Command } from '@commander-js/extra-typings';
import { modelCheckCommand } from './check.js';
import { modelConvertCommand } from './convert.js';
import { modelExportCommand } from './export.js';
import { modelFetchCommand } from './fetch.js';
import { modelGenerateCommand } from './generate.js';
import { modelLogitsCommand } from './logits.js';

const examples = `
Examples:
  credence model fetch EleutherAI/pythia-70m        once, while online
  credence model check EleutherAI/pythia-70m        what it is, and whether it is complete
  credence model generate EleutherAI/pythia-70m --prompt "Q: Who was Curie?"
  credence model check ./checkpoint                 of a folder with config.json
  credence model check world:stage2 --seed 10       of a trained stage
  credence model export world --seed 10 --out DIR   for transformers`;

/** `credence model`: what can be done with a checkpoint by itself. */
export function modelCommand() {
  return new Command('model')
    .description('Fetches, checks, runs and converts checkpoints in the format of Hugging Face.')
    .addHelpText('after', examples)
    .addCommand(modelFetchCommand())
    .addCommand(modelCheckCommand())
    .addCommand(modelLogitsCommand())
    .addCommand(modelGenerateCommand())
    .addCommand(modelConvertCommand())
    .addCommand(modelExportCommand());
}
