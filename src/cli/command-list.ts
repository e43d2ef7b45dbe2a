import type { CommandUnknownOpts } from '@commander-js/extra-typings';

/** A command as `credence --help` lists it; it is loaded only when it is called. */
export interface ListedCommand {
  readonly name: string;
  readonly summary: string;
  /** The heading it stands under. */
  readonly group: string;
  load(): Promise<CommandUnknownOpts>;
}

const begin = 'To begin:';
const train = 'To train:';
const results = 'What was found:';
const parts = 'Data and models:';

/** All commands, in the order in which they are listed. */
export const commandList: readonly ListedCommand[] = [
  {
    name: 'demo',
    summary: 'train the bundled experiment world, report, draw figures',
    group: begin,
    load: async () => (await import('./demo.js')).demoCommand(),
  },
  {
    name: 'init',
    summary: 'write an experiment file of your own to begin with',
    group: begin,
    load: async () => (await import('./init.js')).initCommand(),
  },
  {
    name: 'setup',
    summary: 'install libtorch if needed and compile the engine',
    group: begin,
    load: async () => (await import('./setup.js')).setupCommand(),
  },
  {
    name: 'doctor',
    summary: 'check the installation and the machine',
    group: begin,
    load: async () => (await import('./doctor.js')).doctorCommand(),
  },
  {
    name: 'experiments',
    summary: 'list the bundled experiments and how long they take',
    group: train,
    load: async () => (await import('./experiments.js')).experimentsCommand(),
  },
  {
    name: 'run',
    summary: 'train an experiment, report, draw figures',
    group: train,
    load: async () => (await import('./run.js')).runCommand(),
  },
  {
    name: 'reproduce',
    summary: "test the paper's claims, with a verdict on each",
    group: train,
    load: async () => (await import('./claims/reproduce.js')).reproduceCommand(),
  },
  {
    name: 'evaluate',
    summary: 'test finished runs again, without training',
    group: train,
    load: async () => (await import('./evaluate.js')).evaluateCommand(),
  },
  {
    name: 'status',
    summary: 'show which runs are finished, running, missing or damaged',
    group: train,
    load: async () => (await import('./status.js')).statusCommand(),
  },
  {
    name: 'logs',
    summary: 'print what jobs of a Slurm cluster printed',
    group: train,
    load: async () => (await import('./slurm/logs.js')).logsCommand(),
  },
  {
    name: 'cancel',
    summary: 'end jobs of a Slurm cluster',
    group: train,
    load: async () => (await import('./slurm/cancel.js')).cancelCommand(),
  },
  {
    name: 'runs',
    summary: 'list all runs, or remove some',
    group: train,
    load: async () => (await import('./store/runs.js')).runsCommand(),
  },
  {
    name: 'rerun',
    summary: 'train one seed again and compare',
    group: train,
    load: async () => (await import('./store/rerun.js')).rerunCommand(),
  },
  {
    name: 'verify',
    summary: 'check that results and weights are as they were written',
    group: train,
    load: async () => (await import('./store/verify.js')).verifyCommand(),
  },
  {
    name: 'pack',
    summary: 'write experiments into one archive for another machine',
    group: train,
    load: async () => (await import('./store/pack.js')).packCommand(),
  },
  {
    name: 'unpack',
    summary: 'unpack such an archive into the runs folder',
    group: train,
    load: async () => (await import('./store/unpack.js')).unpackCommand(),
  },
  {
    name: 'gc',
    summary: 'remove what no experiment refers to',
    group: train,
    load: async () => (await import('./store/gc.js')).gcCommand(),
  },
  {
    name: 'report',
    summary: 'report the results of finished runs',
    group: results,
    load: async () => (await import('./report-command.js')).reportCommand(),
  },
  {
    name: 'figures',
    summary: 'draw the figures of finished runs',
    group: results,
    load: async () => (await import('./figures.js')).figuresCommand(),
  },
  {
    name: 'compare',
    summary: 'compare two experiments',
    group: results,
    load: async () => (await import('./results/compare.js')).compareCommand(),
  },
  {
    name: 'power',
    summary: 'say how many seeds are needed',
    group: results,
    load: async () => (await import('./results/power.js')).powerCommand(),
  },
  {
    name: 'export',
    summary: 'write results as one table: Parquet, CSV or JSON Lines',
    group: results,
    load: async () => (await import('./export.js')).exportCommand(),
  },
  {
    name: 'data',
    summary: 'show or write the documents and questions of one seed',
    group: parts,
    load: async () => (await import('./data/data.js')).dataCommand(),
  },
  {
    name: 'model',
    summary: 'fetch, check, convert and run checkpoints',
    group: parts,
    load: async () => (await import('./model/model.js')).modelCommand(),
  },
];

/** What programs call and no person does; not listed. */
export const hiddenCommands: readonly ListedCommand[] = [
  {
    name: 'run-task',
    summary: 'work at one task of a plan',
    group: train,
    load: async () => (await import('./slurm/run-task.js')).runTaskCommand(),
  },
];
