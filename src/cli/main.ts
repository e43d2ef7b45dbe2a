import { reasonOf } from '../files/file-errors.js';
import { printError } from '../terminal/terminal.js';
import { signalStatus } from './exit-status.js';
import { runCommandLine } from './run-command-line.js';

/** A reader that has seen enough ends the command in silence; a full disk does with a sentence. */
function endWhereOutputFails(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit(0);
  // A terminal that was closed: SIGHUP comes as well, and what is under way is saved.
  if (error.code === 'EIO') return;
  printError(`error: Cannot write to standard output: ${reasonOf(error)}.`);
  process.exit(1);
}

const hasTerminal = [process.stdin, process.stdout, process.stderr].some(({ isTTY }) => isTTY);
process.stdout.on('error', endWhereOutputFails);
process.stderr.on('error', () => {});
await runCommandLine(process.argv.slice(2));
// Node crashes at its end when it cannot reset a terminal that is gone; by the signal it does not try.
if (hasTerminal && process.exitCode === signalStatus('SIGHUP')) {
  process.removeAllListeners('SIGHUP');
  process.kill(process.pid, 'SIGHUP');
}
