import { Command } from '@commander-js/extra-typings';
import {
  answersOption,
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
  credence run world --on slurm --gpus 1                in jobs of a Slurm cluster
  credence run my-experiment.ts --dry-run               check a file of your own, train nothing

A run that is stopped continues with the same command.`;

/** `credence run`: trains what is missing of an experiment, then reports and draws. */
export function runCommand() {
  return new Command('run')
    .description('Trains what is not finished yet, then reports the results and draws the figures.')
    .argument('<experiment>', experimentArgument)
    .addOption(setOption())
    .addOption(sweepOption())
    .addOption(zipOption())
    .addOption(smallOption())
    .addOption(quickOption())
    .addOption(withControlOption())
    .addOption(seedsOption())
    .addOption(jobsOption())
    .addOption(retriesOption())
    .addOption(threadsOption())
    .addOption(devicesOption())
    .addOption(deterministicOption())
    .addOption(onOption())
    .addOption(partitionOption())
    .addOption(gpusOption())
    .addOption(timeOption())
    .addOption(slurmOption())
    .addOption(microBatchOption())
    .addOption(testBatchOption())
    .addOption(keepWeightsOption())
    .addOption(retrainOption())
    .addOption(answersOption())
    .addOption(checkpointEveryOption())
    .addOption(runsOption())
    .addOption(figuresOption())
    .addOption(jsonOption())
    .addOption(tensorboardOption())
    .option('--dry-run', 'check everything and show what would be trained; train nothing')
    .addHelpText('after', examples)
    .action(async (name, options) => {
      const { runStudy } = await import('./actions/run.js');
      await runStudy(name, options);
    });
}
