import { constants } from 'node:os';
import { join } from 'node:path';
import { Command, InvalidArgumentError, Option } from '@commander-js/extra-typings';
import { jsonOption, threadsOption, wholeNumber } from '../src/cli/options.js';
import { UserError } from '../src/errors/user-error.js';
import { projectFolder } from '../src/files/project-folder.js';
import { benchAnalysis } from './analysis.js';
import { benchCheckpoint } from './checkpoint.js';
import { benchKills } from './kills.js';
import { benchLeaks } from './leaks.js';
import { benchLm } from './lm.js';
import { benchLmOnDevice } from './lm-device.js';
import { benchOps } from './ops.js';
import { report } from './results.js';
import { benchSaving } from './saving.js';
import { benchSlurm } from './slurm.js';
import { benchStatus } from './status.js';
import { benchSweep } from './sweep.js';
import { benchVision } from './vision.js';
import { benchWorld } from './world.js';
import { precisions } from './world-contestants.js';

const examples = `
Examples:
  npm run bench -- world               training speed beside a PyTorch loop and HF's Trainer
  npm run bench -- world --threads 2   the same with two threads
  npm run bench -- world --no-peers --no-record   ours alone, for a quick look
  npm run bench -- lm                  training and answering of a language model beside HF's
  npm run bench -- lm --quick          the same in a minute, to see that it works
  npm run bench -- lm --device cuda:0  Pythia-410M and 2.8B on a GPU, beside HF's
  npm run bench -- lm --device cuda:0 --model Pythia-2.8B   one of them
  npm run bench -- checkpoint --model smollm2   a real model: speed and memory, in 10 minutes each
  npm run bench -- ops                 the cost of single operators beside Python
  npm run bench -- analysis            gradients by document beside one backward pass each
  npm run bench -- vision              training of image models beside transformers'
  npm run bench -- vision analysis     one after the other
  npm run bench -- sweep --runs 64 --kills 5   a sweep while its workers are killed
  npm run bench -- slurm               64 runs on a Slurm of this machine, disturbed on the way
  npm run bench -- status --runs 1000  what credence status takes over so many finished runs
  npm run bench -- leaks               what 10,000 training steps leave in memory
  npm run bench -- kills               200 kills at random moments, compared with an unbroken run
  npm run bench -- saving              what checkpoints take of training`;

const fewestRounds = 5;

const roundsOption = () =>
  new Option('--rounds <n>', 'rounds that count')
    .argParser((text) => {
      const rounds = Number(text);
      if (Number.isSafeInteger(rounds) && rounds >= fewestRounds) return rounds;
      throw new InvalidArgumentError(`Expected a whole number from ${fewestRounds}.`);
    })
    .default(7);

/** Where the tokenizer of Pythia lies unless it is named. */
const neoxTokenizer = join(projectFolder(), '..', 'shared', 'tokenizers', 'gpt-neox');

function signalsArgument(text: string): NodeJS.Signals[] {
  const known = Object.keys(constants.signals);
  const names = text.split(',');
  if (names.every((name) => known.includes(name))) return names as NodeJS.Signals[];
  throw new InvalidArgumentError('Expected names of signals, such as SIGTERM,SIGHUP.');
}

const peersOption = () => new Option('--no-peers', 'measure ours alone; needs no network');
const recordOption = () => new Option('--no-record', 'leave bench/RESULTS.md as it is');

/** A quick look is not recorded. */
const reporting = ({ json, record, quick }: { json?: true; record: boolean; quick: boolean }) => ({
  ...(json && { json }),
  record: record && !quick,
});

function benchmarks(): Command {
  const program = new Command('npm run bench --')
    .description('Measures speed and memory; results go to bench/RESULTS.md.')
    .addHelpText('after', examples);
  program
    .command('world')
    .description('documents/s of training at the shapes of the embedded experiment')
    .addOption(roundsOption())
    .addOption(threadsOption().default(1))
    .addOption(peersOption())
    .addOption(recordOption())
    .addOption(jsonOption())
    .action(async (options) => report(await benchWorld(options), options));
  program
    .command('lm')
    .description("training and answering at the shapes of the paper's main experiment")
    .option('--tokenizer <path>', "a tokenizer.json of GPT-NeoX's 50,277 tokens", neoxTokenizer)
    .option('--quick', 'a tiny model and one round, to see that it works', false)
    .option('--device <device>', "the shapes of the paper's models on cuda:N")
    .option('--model <name>', 'with --device: of Pythia-410M or Pythia-2.8B alone')
    .addOption(roundsOption())
    .addOption(threadsOption().default(1))
    .addOption(peersOption())
    .addOption(recordOption())
    .addOption(jsonOption())
    .action(async (options) => {
      const rounds = options.quick ? 1 : options.rounds;
      const { device } = options;
      if (device !== undefined)
        report(await benchLmOnDevice({ ...options, device, rounds }), reporting(options));
      else
        for (const result of await benchLm({ ...options, rounds }))
          report(result, reporting(options));
    });
  program
    .command('checkpoint')
    .description('speed and memory of fine-tuning a checkpoint on documents of ever new lengths')
    .requiredOption('--model <folder>', 'a checkpoint as transformers writes it')
    .option('--documents-per-step <n>', 'documents of a step', Number, 16)
    .option('--minutes <n>', 'that each trains', Number, 10)
    .addOption(
      new Option('--precision <precision>', 'one alone (default: both)').choices(precisions),
    )
    .addOption(threadsOption().default(1))
    .addOption(peersOption())
    .addOption(recordOption())
    .addOption(jsonOption())
    .action(async ({ precision, ...options }) => {
      const chosen = precision === undefined ? precisions : [precision];
      report(await benchCheckpoint({ ...options, precisions: chosen }), options);
    });
  program
    .command('ops')
    .description('microseconds a call of single operators')
    .addOption(roundsOption())
    .addOption(peersOption())
    .addOption(recordOption())
    .addOption(jsonOption())
    .action(async (options) => report(await benchOps(options), options));
  program
    .command('analysis')
    .description('inner products of gradients by document, beside one backward pass each')
    .option('--tokenizer <path>', "a tokenizer.json of GPT-NeoX's 50,277 tokens", neoxTokenizer)
    .option('--quick', 'few documents and one round, to see that it works', false)
    .addOption(roundsOption())
    .addOption(threadsOption().default(1))
    .addOption(recordOption())
    .addOption(jsonOption())
    .action(async (options) => {
      const rounds = options.quick ? 1 : options.rounds;
      for (const result of await benchAnalysis({ ...options, rounds }))
        report(result, reporting(options));
    });
  program
    .command('vision')
    .description('images/s of training a ConvNeXt V2: the small form, and Tiny on 84 x 84 pixels')
    .option('--quick', 'a tiny model and one round, to see that it works', false)
    .addOption(roundsOption())
    .addOption(threadsOption().default(1))
    .addOption(peersOption())
    .addOption(recordOption())
    .addOption(jsonOption())
    .action(async (options) => {
      const rounds = options.quick ? 1 : options.rounds;
      for (const result of await benchVision({ ...options, rounds }))
        report(result, reporting(options));
    });
  program
    .command('sweep')
    .description('whether every run of a sweep ends complete while workers are killed')
    .option('--runs <n>', 'four seeds an experiment', wholeNumber(1, 4000), 64)
    .option('--kills <n>', 'SIGKILL to a worker', wholeNumber(0), 5)
    .option('--jobs <n>', 'runs at a time', wholeNumber(1), 2)
    .option('--seed <n>', 'of the moments', wholeNumber(0), 1)
    .addOption(recordOption())
    .addOption(jsonOption())
    .action(async (options) => report(await benchSweep(options), options));
  program
    .command('status')
    .description('seconds of credence status and report over many finished runs')
    .option('--runs <n>', 'finished runs of three stages', wholeNumber(1, 100_000), 1000)
    .addOption(roundsOption())
    .addOption(recordOption())
    .addOption(jsonOption())
    .action(async (options) => report(await benchStatus(options), options));
  program
    .command('leaks')
    .description('tensors and memory during 10,000 training steps')
    .addOption(recordOption())
    .addOption(jsonOption())
    .action((options) => report(benchLeaks(), options));
  program
    .command('kills')
    .description('kills a small run at random moments, and compares what it ends with')
    .option('--kills <n>', 'kills that strike', wholeNumber(1), 200)
    .option('--seed <n>', 'draws moments and targets', wholeNumber(0), 1)
    .option('--at-once <n>', 'runs beside each other', wholeNumber(1), 2)
    .option('--signals <list>', 'drawn from, such as SIGTERM,SIGHUP', signalsArgument, [
      'SIGKILL',
    ] as NodeJS.Signals[])
    .addOption(jsonOption())
    .action((options) => benchKills(options));
  program
    .command('saving')
    .description('what checkpoints within a stage take of training, beside the same without')
    .option('--every <minutes>', 'between two checkpoints', Number, 0.1)
    .option('--rounds <n>', 'seeds trained each way', wholeNumber(1), 3)
    .addOption(recordOption())
    .addOption(jsonOption())
    .action(async (options) => report(await benchSaving(options), options));
  program
    .command('slurm')
    .description('a sweep on a Slurm of this machine: a task killed, one requeued, a node drained')
    .option('--runs <n>', 'four experiments of a stage that they share', wholeNumber(4, 4000), 64)
    .addOption(recordOption())
    .addOption(jsonOption())
    .action(async (options) => report(await benchSlurm(options), options));
  return program;
}

/** Several names stand before the options of all: each is a call of its own. */
async function main(words: readonly string[]): Promise<void> {
  const known = benchmarks().commands.map((command) => command.name());
  const firstOther = words.findIndex((word) => !known.includes(word));
  const names = firstOther === -1 ? words : words.slice(0, firstOther);
  const calls =
    names.length > 1 ? names.map((name) => [name, ...words.slice(names.length)]) : [words];
  try {
    for (const call of calls) await benchmarks().parseAsync(call, { from: 'user' });
  } catch (error) {
    const shown =
      error instanceof UserError ? `error: ${error.message}` : String((error as Error).stack);
    process.stderr.write(`${shown}\n`);
    process.exitCode = 1;
  }
}

await main(process.argv.slice(2));
