import { reasonOf } from '../files/file-errors.js';
import { printError } from '../terminal/terminal.js';
import { runCommandLine } from './run-command-line.js';

/** A reader that has seen enough ends the command in silence; a full disk does with a sentence. */
function endWhereOutputFails(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit(0);
  printError(`error: Cannot write to standard output: ${reasonOf(error)}.`);
  process.exit(1);
}

process.stdout.on('error', endWhereOutputFails);
await runCommandLine(process.argv.slice(2));
