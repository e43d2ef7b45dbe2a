import { Command } from '@commander-js/extra-typings';
import {
  answersOption,
  batchSeedsOption,
  checkpointEveryOption,
  deterministicOption,
  devicesOption,
  experimentArgument,
  figuresOption,
  jobsOption,
  jsonOption,
  keepWeightsOption,
  microBatchOption,
  quickOption,
  retrainOption,
  retriesOption,
  runsOption,
  seedsOption,
  setOption,
  smallOption,
  sweepOption,
  tensorboardOption,
  testBatchOption,
  threadsOption,
  withControlOption,
  zipOption,
} from './options.js';
import { gpusOption, onOption, partitionOption, slurmOption, timeOption } from './slurm/options.js';

const examples = `
Examples:
  credence run world                                    train what is missing, then report
  credence run world --seeds 10-17 --jobs 4             eight seeds, four at a time
  credence run world --set stages.stage2.epochs=40      with one setting changed
  credence run fig3-main --quick                        try it out in a minute
  credence run fig22-set-inclusion --small              a version for two cores
  credence run fig14-single-stage --with-control        also with tags that mean nothing
  credence run world --sweep stages.stage2.epochs=10,20 --dry-run   what a sweep would take
  credence run world --on slurm --gpus 1 --time 4:00:00   in jobs of a Slurm cluster
  credence run my-experiment.ts --dry-run               check a file of your own, train nothing

A run that is stopped or killed continues with the same command, from what it last saved.

Exit status: 0; 1 if something failed; 3 if seeds with a damaged file were left out of the report;
129, 130 or 143 after a signal.`;

/** `credence run`: trains what is missing of an experiment, then reports and draws. */
export function runCommand() {
  return new Command('run')
    .description('Trains what is not finished yet, then reports the results and draws the figures.')
    .argument('<experiment>', experimentArgument)
    .optionsGroup('What is trained:')
    .addOption(setOption())
    .addOption(seedsOption())
    .addOption(quickOption())
    .addOption(smallOption())
    .addOption(withControlOption())
    .addOption(sweepOption())
    .addOption(zipOption())
    .optionsGroup('Before and after:')
    .option('--dry-run', 'check everything and show what would be trained; train nothing')
    .addOption(runsOption())
    .addOption(figuresOption())
    .addOption(jsonOption())
    .addOption(tensorboardOption())
    .optionsGroup('On this machine:')
    .addOption(jobsOption())
    .addOption(devicesOption())
    .addOption(deterministicOption())
    .addOption(threadsOption())
    .addOption(microBatchOption())
    .addOption(testBatchOption())
    .addOption(batchSeedsOption())
    .optionsGroup('What is kept, and what survives:')
    .addOption(keepWeightsOption())
    .addOption(answersOption())
    .addOption(retrainOption())
    .addOption(checkpointEveryOption())
    .addOption(retriesOption())
    .optionsGroup('On a Slurm cluster:')
    .addOption(onOption())
    .addOption(partitionOption())
    .addOption(gpusOption())
    .addOption(timeOption())
    .addOption(slurmOption())
    .optionsGroup('Options:')
    .addHelpText('after', examples)
    .action(async (name, options) => {
      const { runStudy } = await import('./actions/run.js');
      await runStudy(name, options);
    });
}
