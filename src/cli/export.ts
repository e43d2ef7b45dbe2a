import { once } from 'node:events';
import { Command, Option } from '@commander-js/extra-typings';
import type { TableExport } from '../export/export-table.js';
import { tableNames } from '../export/table.js';
import { outputWidth, print, printError } from '../terminal/terminal.js';
import { wrapped } from '../terminal/wrapped.js';
import { counted } from '../text/counted.js';
import { damagedStatus } from './exit-status.js';
import {
  experimentArgument,
  pathArgument,
  quickOption,
  runsOption,
  seedsOption,
  setOption,
  smallOption,
  sweepOption,
  withControlOption,
  zipOption,
} from './options.js';

const examples = `
Examples:
  credence export world --to world.parquet                     every score, for pandas
  credence export world --table answers --to answers.parquet   every answer that was kept
  credence export world fig4a-alpha --to both.csv              several in one table
  credence export world --table losses --to - | head           on the screen, as CSV

Controls with finished seeds are in the table, marked in its column "control". docs/results.md
describes the columns and how to read them.`;

/** `credence export`: results as one table, for pandas, R and the like. */
export function exportCommand() {
  return new Command('export')
    .description(
      'Writes the results of finished runs as one table. A row is a score, an answer or a step of ' +
        'training, with its experiment, seeds, stage, identity and commit.',
    )
    .argument('<experiments...>', experimentArgument)
    .requiredOption(
      '--to <file>',
      'file to write: .parquet, .csv or .jsonl; or - for standard output (required)',
      pathArgument,
    )
    .addOption(
      new Option('--table <which>', 'scores, answers, or losses of training')
        .choices(tableNames)
        .default('metrics' as const),
    )
    .addOption(
      new Option('--format <format>', 'format with --to -')
        .choices(['csv', 'jsonl'] as const)
        .default('csv' as const),
    )
    .addOption(setOption())
    .addOption(sweepOption())
    .addOption(zipOption())
    .addOption(smallOption())
    .addOption(quickOption())
    .addOption(withControlOption())
    .addOption(seedsOption())
    .addOption(runsOption())
    .addHelpText('after', examples)
    .action(async (names, { to, table, format: written, ...options }) => {
      const { formatOf, tablePieces, writeTable } = await import('../export/export-table.js');
      const { exportedExperiments } = await import('../export/exported-runs.js');
      const { seedsText } = await import('../report/seeds-text.js');
      const { shownStudy } = await import('./shown-study.js');
      const format = to === '-' ? written : formatOf(to);
      const studies = await Promise.all(names.map((name) => shownStudy(name, options)));
      const { experiments, notes, isDamaged } = exportedExperiments(studies);
      const note = (line: string) => printError(...wrapped(line, outputWidth(process.stderr)));
      for (const line of notes) note(line);
      if (isDamaged) process.exitCode = damagedStatus;
      const exported: TableExport = { experiments, table, format, note };
      if (to === '-') return writeOut(tablePieces(exported));
      const rows = writeTable(to, exported);
      const from = experiments.map(
        ({ experiment, record }) =>
          `${experiment.name} (${record.finished.length === 1 ? 'seed' : 'seeds'} ${seedsText(record.finished)})`,
      );
      print(
        ...wrapped(
          `${to}: ${counted(rows, 'row')} of ${table}, of ${from.join(', ')}`,
          outputWidth(),
        ),
      );
    });
}

/** Waits until what was written has been read, so that a large table is not held in memory. */
async function writeOut(pieces: Iterable<Uint8Array>): Promise<void> {
  for (const piece of pieces) if (!process.stdout.write(piece)) await once(process.stdout, 'drain');
}
