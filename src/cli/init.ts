import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from '@commander-js/extra-typings';
import { UserError } from '../errors/user-error.js';
import { calledBy, projectFolder } from '../files/project-folder.js';
import { writeWhole } from '../files/write-whole.js';
import { print } from '../terminal/terminal.js';
import { quoted } from '../text/printable.js';
import { pathArgument } from './options.js';

const examples = `
Examples:
  credence init                                      my-experiment.ts and my-experiment.csv
  credence init birds                                birds.ts and birds.csv
  credence init birds --checkpoint ./pythia-410m     the same on a pretrained model

The table has invented people, so the file runs as it is. Replace them with your own facts, and
change the columns and questions in the file. Existing files are never overwritten.`;

/** An experiment's name as it may stand in a file and as a folder's name. */
const nameForm = /^[a-z0-9][a-z0-9-]*$/;

function nameArgument(text: string): string {
  const name = text.replace(/\.ts$/, '');
  if (nameForm.test(name) && name.length <= 100) return name;
  throw new UserError(
    `${quoted(text)} cannot name an experiment: use lower-case letters, digits and hyphens, ` +
      'such as my-birds',
  );
}

/** A template with the names that stand in it for those of this experiment. */
function experimentText(name: string, checkpoint: string | undefined): string {
  const template = checkpoint === undefined ? 'own-facts.ts' : 'checkpoint.ts';
  const text = readFileSync(join(projectFolder(), 'templates', template), 'utf8');
  const literal = `'${(checkpoint ?? '').replaceAll(/['\\]/g, '\\$&')}'`;
  return text.replaceAll('my-experiment', () => name).replace("'my-checkpoint'", () => literal);
}

/** `credence init`: an experiment file to begin with, and the table that it reads. */
export function initCommand() {
  return new Command('init')
    .description(
      'Writes an experiment file with comments, and a small table of facts for it, into this folder.',
    )
    .argument('[name]', 'name of the experiment and of both files', nameArgument, 'my-experiment')
    .option(
      '--checkpoint <model>',
      'start from a pretrained model: its folder, or its name on the hub',
      pathArgument,
    )
    .addHelpText('after', examples)
    .action((name, { checkpoint }) => {
      const [file, table] = [`${name}.ts`, `${name}.csv`];
      const taken = [file, table].filter((path) => existsSync(path));
      if (taken.length > 0) {
        throw new UserError(
          `${taken.join(' and ')} exist${taken.length === 1 ? 's' : ''} already and nothing was ` +
            'written: choose another name, such as ' +
            `${calledBy()} init ${name}-2`,
        );
      }
      const sample = join(projectFolder(), 'experiments', 'samples', 'people.csv');
      writeWhole(table, readFileSync(sample, 'utf8'));
      writeWhole(file, experimentText(name, checkpoint));
      print(
        `Wrote ${file} (the experiment, with comments) and ${table} (its facts).`,
        'Next:',
        `  ${calledBy()} run ${file} --dry-run   check it, train nothing`,
        `  ${calledBy()} run ${file}             train, report, draw`,
      );
    });
}
