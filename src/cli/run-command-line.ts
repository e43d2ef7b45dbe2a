import { dirname } from 'node:path';
import { Command, CommanderError, type CommandUnknownOpts } from '@commander-js/extra-typings';
import { fileErrorText } from '../files/file-errors.js';
import { projectCommit, projectVersion } from '../files/project-version.js';
import { projectFolderOf } from '../runs/project-folders.js';
import { commandLine, commandVariable } from '../terminal/command-line.js';
import { printError } from '../terminal/terminal.js';
import { printableLines, shortened } from '../text/printable.js';
import { withoutSecrets } from '../text/without-secrets.js';
import { commandList, hiddenCommands, type ListedCommand } from './command-list.js';
import { signalStatus } from './exit-status.js';
import { foldedHelp } from './folded-help.js';
import type { Detached, Stopped } from './run-experiment.js';

const examples = `
Examples:
  credence demo                       a first experiment, end to end
  credence init my-experiment         a file to begin your own
  credence run world --seeds 10-17    train eight seeds, then report
  credence run --help                 options and examples of a command`;

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

/** `0.2.0 (commit 0123456789ab)`. */
function versionText(): string {
  const commit = projectCommit()?.replace(/^(\w{12})\w*/, '$1');
  return `${projectVersion()}${commit === undefined ? '' : ` (commit ${commit})`}`;
}

/** Sets what holds for a command and those below it, `path` being how it is called. */
function prepare(command: CommandUnknownOpts, path: string): void {
  command
    .configureOutput({
      outputError: (text, write) => write(printableLines(text)),
      writeOut: (text) => process.stdout.write(foldedHelp(text, process.stdout.columns || 80)),
    })
    // process.exit would end before standard output reports its error.
    .exitOverride();
  if (command.parent !== null)
    command.showHelpAfterError(`${path} --help shows its options and examples.`);
  for (const below of command.commands) prepare(below, `${path} ${below.name()}`);
}

/**
 * The command itself where the command line names it, else only what the list of commands shows:
 * loading all would take longer than answering `--help` does.
 */
async function listedCommand(
  { name, summary, group, load }: ListedCommand,
  args: readonly string[],
) {
  const isNamed = args.slice(0, 2).includes(name);
  const command = isNamed ? await load() : new Command(name);
  return command.summary(summary).helpGroup(group);
}

/** Where no command is like what was typed, the experiment that may be meant. */
async function printMeant(message: string, args: readonly string[]): Promise<void> {
  const isOfCommand = commandList.some(({ name }) => name === args[0]);
  if (isOfCommand || message.includes('Did you mean')) return;
  const { meantExperiment } = await import('./actions/meant-experiment.js');
  const meant = meantExperiment(args);
  if (meant !== null) printError(meant);
}

/** Does what the arguments of `credence` say. How it ended is in `process.exitCode`. */
export async function runCommandLine(args: readonly string[]): Promise<void> {
  const safe = commandLine(['credence', ...withoutSecrets(args, process.env)]);
  process.env[commandVariable] = shortened(safe, 4000);
  const program = new Command('credence')
    .description('Measures whether a language model comes to trust some sources more than others.')
    .option('-V, --version', 'print the version and the commit')
    .on('option:version', () => {
      process.stdout.write(`${versionText()}\n`);
      throw new CommanderError(0, 'commander.version', '');
    })
    .addHelpText('after', examples)
    .commandsGroup(commandList[0]?.group ?? '')
    .helpCommand('help [command]', 'show options and examples of a command')
    .showHelpAfterError('credence --help lists the commands.');
  program.hook('preAction', (_, command) => {
    // Only where a parent folder's are meant, which nobody typed.
    const found = (['runs', 'figures'] as const)
      .filter((name) => command.getOptionValueSource(name) === 'default')
      .map((name) => projectFolderOf(name))
      .filter((path) => dirname(path) !== '.');
    if (found.length > 0)
      printError(`Uses ${found.join(' and ')}; --runs and --figures name others.`);
  });
  try {
    for (const listed of commandList) program.addCommand(await listedCommand(listed, args));
    const hidden = hiddenCommands.find(({ name }) => name === args[0]);
    if (hidden !== undefined) program.addCommand(await hidden.load(), { hidden: true });
    prepare(program, 'credence');
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.code === 'commander.unknownCommand') await printMeant(error.message, args);
      process.exitCode = error.exitCode;
    } else if (error instanceof Error && error.name === 'Detached') {
      const command = commandLine(['credence', ...args]);
      printError(`The jobs go on without this command. To follow them again: ${command}`);
      const { cancelCommand, signal } = error as Detached;
      printError(`To end them: ${cancelCommand}`);
      process.exitCode = signalStatus(signal);
    } else if (error instanceof Error && error.name === 'Stopped') {
      const command = commandLine(['credence', ...args]);
      printError(`Stopped. What is finished or saved is kept; to resume: ${command}`);
      process.exitCode = signalStatus((error as Stopped).signal);
    } else {
      printError(errorText(error));
      process.exitCode = 1;
    }
  }
}
