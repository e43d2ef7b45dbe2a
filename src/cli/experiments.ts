import { Command } from '@commander-js/extra-typings';
import { z } from 'zod';
import { bundledNames, readWritten } from './experiment-files.js';
import { jsonOption } from './options.js';
import { tableLines } from './table.js';
import { print } from './terminal.js';

/**
 * What a list shows of an experiment; one that still lacks options (a file of data) can be shown
 * too.
 */
const listed = z.object({
  name: z.string(),
  title: z.string().default(''),
  control: z.string().nullable().default(null),
  stages: z.array(z.object({ name: z.string() })),
});

const examples = `
Examples:
  credence experiments
  credence experiments --json`;

/** `credence experiments`: the bundled experiments. */
export function experimentsCommand() {
  return new Command('experiments')
    .summary('list the bundled experiments')
    .description('Lists the bundled experiments.')
    .addOption(jsonOption())
    .addHelpText('after', examples)
    .action(async ({ json }) => {
      const exports = await Promise.all(bundledNames().map(readWritten));
      const experiments = exports.flat().map((written) => listed.parse(written));
      const rows = experiments.map(({ name, title, control, stages }) => {
        return { name, title, control, stages: stages.map((stage) => stage.name) };
      });
      if (json) print(JSON.stringify(rows, null, 2));
      else
        print(
          ...tableLines(
            rows.map(({ name, title }) => [name, title]),
            ['left', 'left'],
          ),
        );
    });
}
