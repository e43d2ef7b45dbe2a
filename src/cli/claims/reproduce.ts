import { Command, InvalidArgumentError, Option } from '@commander-js/extra-typings';
import { parseSeeds } from '../../experiment/seed-list.js';
import {
  devicesOption,
  jobsOption,
  jsonOption,
  pathArgument,
  retriesOption,
  runsOption,
  seedArgument,
  threadsOption,
} from '../options.js';
import {
  gpusOption,
  onOption,
  partitionOption,
  slurmOption,
  timeOption,
} from '../slurm/options.js';

const examples = `
Examples:
  credence reproduce --dry-run             see what all claims would take
  credence reproduce                       every claim, in its form for two cores
  credence reproduce --claims 1,2,5        some of them
  credence reproduce --report-only         write the report of what is finished
  credence reproduce --seeds-from 90000    the same claims on other seeds
  credence reproduce --quick               see in minutes that everything runs
  credence reproduce --paper --on slurm --gpus 1   at the paper's scale

Ctrl-C stops it; the same command goes on where it stopped. It writes claims.html, claims.md and
claims.json.

Exit status: 0, also where claims are not shown; 1 if training failed; 3 if seeds with a damaged file
were left out; 129, 130 or 143 after a signal.`;

function claimNumbers(text: string): number[] {
  try {
    return parseSeeds(text);
  } catch {
    throw new InvalidArgumentError('Expected numbers of claims, such as 1,2,5 or 1-4.');
  }
}

/** `credence reproduce`: trains what the paper's claims need and says of each whether it holds. */
export function reproduceCommand() {
  return new Command('reproduce')
    .description(
      "Tests the paper's claims: trains what is missing, and gives a verdict on each, with its numbers.",
    )
    .optionsGroup('Which claims, and how:')
    .addOption(
      new Option(
        '--claims <numbers>',
        'some claims, such as 1,2,5 or 1-4 (default: all)',
      ).argParser(claimNumbers),
    )
    .addOption(
      new Option('--paper', "at the paper's scale, with its checkpoints: for GPUs").conflicts(
        'quick',
      ),
    )
    .addOption(
      new Option('--quick', 'tiny forms that show that everything runs; verdicts mean nothing'),
    )
    .addOption(
      new Option(
        '--seeds-from <seed>',
        'other first seeds: as many, from this one on (default: those fixed beforehand)',
      ).argParser(seedArgument),
    )
    .optionsGroup('Before and after:')
    .option('--dry-run', 'show what would be trained and how long it takes; train nothing')
    .option('--report-only', 'train nothing; report what is finished')
    .addOption(runsOption())
    .addOption(
      new Option(
        '--out <dir>',
        'folder for the report (default: reproduction, with -quick, -paper or -claims-...)',
      ).argParser(pathArgument),
    )
    .addOption(
      new Option(
        '--into <file>',
        'also put the table of results into a Markdown file, between its markers',
      ).argParser(pathArgument),
    )
    .addOption(jsonOption())
    .optionsGroup('On this machine:')
    .addOption(jobsOption())
    .addOption(devicesOption())
    .addOption(threadsOption())
    .addOption(retriesOption())
    .optionsGroup('On a Slurm cluster:')
    .addOption(onOption())
    .addOption(partitionOption())
    .addOption(gpusOption())
    .addOption(timeOption())
    .addOption(slurmOption())
    .optionsGroup('Options:')
    .addHelpText('after', examples)
    .action(async (options) => {
      const { reproduceClaims } = await import('../actions/reproduce.js');
      await reproduceClaims(options);
    });
}
