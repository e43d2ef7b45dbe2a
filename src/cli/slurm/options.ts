import { Option } from '@commander-js/extra-typings';
import { collected } from '../options.js';

/** `--on slurm`. */
export const onOption = () =>
  new Option(
    '--on <where>',
    'slurm: train in jobs of a Slurm cluster whose nodes see the same folders (default: on this ' +
      'machine)',
  ).choices(['slurm'] as const);

/** `--partition P`. */
export const partitionOption = () =>
  new Option('--partition <name>', 'with --on slurm: partition that jobs go to');

/** `--gpus 1`. */
export const gpusOption = () =>
  new Option('--gpus <n>', 'with --on slurm: GPUs of each task, such as 1 or a100:1');

/** `--time 4:00:00`. */
export const timeOption = () =>
  new Option(
    '--time <time>',
    'with --on slurm: longest time of a task at once, such as 4:00:00; then it goes back into the ' +
      'queue',
  );

/** `--slurm key=value`, any number of times. */
export const slurmOption = () =>
  new Option(
    '--slurm <key=value>',
    'with --on slurm: any other long option of sbatch, such as account=lab (repeatable)',
  ).argParser(collected);
