import { join } from 'node:path';
import { Command, type CommandUnknownOpts } from '@commander-js/extra-typings';
import { z } from 'zod';
import { projectFolder } from '../doctor/setup-state.js';
import { fileErrorText } from '../files/file-errors.js';
import { readJson } from '../files/json-file.js';
import { commandLine } from '../terminal/command-line.js';
import { printError } from '../terminal/terminal.js';
import { printableLines } from '../text/printable.js';
import { dataCommand } from './data.js';
import { demoCommand } from './demo.js';
import { doctorCommand } from './doctor.js';
import { interruptedStatus } from './exit-status.js';
import { experimentsCommand } from './experiments.js';
import { figuresCommand } from './figures.js';
import { modelCommand } from './model.js';
import { reportCommand } from './report-command.js';
import { compareCommand } from './results/compare.js';
import { powerCommand } from './results/power.js';
import { runCommand } from './run.js';
import { Stopped } from './run-experiment.js';
import { statusCommand } from './status.js';

const examples = `
Examples:
  credence demo                      the bundled experiment "world", from training to figures
  credence run world --seeds 10-17   train eight seeds, then report
  credence run --help                options and examples of a command`;

/**
 * An error as the command line shows it: mistakes of the user and what the file system refuses in
 * one message, all else with its stack.
 */
function errorText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // A file of this project's own sources has its own copy of the class, so the name decides.
  const message = error.name === 'UserError' ? error.message : fileErrorText(error);
  return message === null ? (error.stack ?? error.message) : `error: ${message}`;
}

function version(): string {
  return readJson(join(projectFolder(), 'package.json'), z.object({ version: z.string() })).version;
}

/** A command and those below it. */
function allCommands(command: CommandUnknownOpts): CommandUnknownOpts[] {
  return [command, ...command.commands.flatMap(allCommands)];
}

async function main(): Promise<void> {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  const program = new Command('credence')
    .description('Measures whether a language model comes to trust some sources more than others.')
    .version(version(), '-V, --version', 'print the version')
    .addHelpText('after', examples)
    .showHelpAfterError('credence --help lists the commands.')
    .addCommand(demoCommand())
    .addCommand(runCommand())
    .addCommand(reportCommand())
    .addCommand(figuresCommand())
    .addCommand(compareCommand())
    .addCommand(powerCommand())
    .addCommand(statusCommand())
    .addCommand(experimentsCommand())
    .addCommand(dataCommand())
    .addCommand(modelCommand())
    .addCommand(doctorCommand());
  for (const command of allCommands(program))
    command.configureOutput({ outputError: (text, write) => write(printableLines(text)) });
  try {
    await program.parseAsync();
  } catch (error) {
    if (error instanceof Stopped) {
      const command = commandLine(['credence', ...process.argv.slice(2)]);
      printError(`Stopped. Finished stages are kept; to resume: ${command}`);
      process.exitCode = interruptedStatus;
    } else {
      printError(errorText(error));
      process.exitCode = 1;
    }
  }
}

await main();
