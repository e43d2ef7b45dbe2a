import { Command } from '@commander-js/extra-typings';
import { figuresOption, jsonOption, runsOption } from '../options.js';

const examples = `
Examples:
  credence gc --dry-run    what would be removed, and how much it takes
  credence gc --yes        remove it without a question`;

/** `credence gc`: removes what nothing refers to. */
export function gcCommand() {
  return new Command('gc')
    .description(
      'Removes stages that no known experiment refers to, records of studies without a stage, and what ' +
        'killed processes left, after saying what and how much. Nothing that is being trained is removed.',
    )
    .option('--dry-run', 'only say what would be removed')
    .option('--yes', 'do not ask')
    .addOption(runsOption())
    .addOption(figuresOption())
    .addOption(jsonOption())
    .addHelpText('after', examples)
    .action(async (options) => {
      const { collectGarbage } = await import('../actions/gc.js');
      await collectGarbage(options);
    });
}
