import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Command, Option } from '@commander-js/extra-typings';
import { collected, wholeNumber } from '../../src/cli/options.js';
import { UserError } from '../../src/errors/user-error.js';
import { projectFolder } from '../../src/files/project-folder.js';
import { environment } from '../../src/runs/environment.js';
import { engineVersion, threads, useDeterministicKernels } from '../../src/tensor/index.js';
import { tableLines } from '../../src/terminal/table.js';
import { print, printError } from '../../src/terminal/terminal.js';
import { analysisChecks } from './analyses.js';
import { answerChecks } from './answers.js';
import { attentionChecks } from './attention.js';
import { findingOf } from './check.js';
import { checkedDevice } from './device.js';
import { findingLines } from './finding-lines.js';
import { paperSteps } from './paper-steps.js';
import { rateOf, rateTable } from './rates.js';
import { savingChecks } from './saving.js';
import { traceStep } from './trace.js';
import { trainingChecks } from './training.js';

const examples = `
Examples:
  node dist/tools/gpu-check/main.js compare                the first GPU beside the CPU
  node dist/tools/gpu-check/main.js compare --only llama   of one architecture
  node dist/tools/gpu-check/main.js rates mnist            steps/s at the paper's sizes
  node dist/tools/gpu-check/main.js trace pythia-410m --out traces
All of it on a machine that has no Node: tools/gpu-check.sh (docs/gpu.md).`;

const deviceOption = () =>
  new Option('--device <device>', 'cuda:N, cpu, or fake:0 of the tests').default('cuda:0');
const jsonOption = () => new Option('--json <file>', 'also write what was found as JSON');
const quickOption = () =>
  new Option('--quick', 'small forms in seconds, to see that it works').default(false);
const tokenizerOption = () =>
  new Option('--tokenizer <path>', "a tokenizer.json of GPT-NeoX's 50,277 tokens").default(
    join(projectFolder(), '..', 'shared', 'tokenizers', 'gpt-neox'),
    'of the folder shared beside the project',
  );

function writeJson(path: string | undefined, device: string, found: object): void {
  if (path === undefined) return;
  mkdirSync(dirname(path), { recursive: true });
  const seconds = performance.now() / 1000;
  const about = environment({ device, threads: threads(), seconds });
  writeFileSync(path, `${JSON.stringify({ environment: about, ...found }, null, 1)}\n`);
}

/** The tasks of these names. Throws a UserError that lists them all where one is unknown. */
function chosenOf<T>(all: ReadonlyMap<string, T>, names: readonly string[]): T[] {
  return names.map((name) => {
    const found = all.get(name);
    if (found === undefined)
      throw new UserError(`unknown task "${name}": use ${[...all.keys()].join(', ')}`);
    return found;
  });
}

function commands(): Command {
  const program = new Command('gpu-check')
    .description('Compares a device with the CPU, and measures and traces it.')
    .addHelpText('after', examples);
  program
    .command('compare')
    .description('training, answers, analyses and files on the device and on the CPU')
    .addOption(deviceOption())
    .option('--only <words>', 'checks whose name has these words (repeatable)', collected)
    .option('--deterministic', 'kernels that add up in the same order: the same bits twice', false)
    .addOption(jsonOption())
    .action(async ({ device: wanted, only = [], deterministic, json }) => {
      const device = await checkedDevice(wanted);
      useDeterministicKernels(deterministic);
      const all = [
        attentionChecks(),
        trainingChecks(),
        answerChecks(),
        analysisChecks(),
        savingChecks(),
      ].flat();
      const checks = all.filter(({ name, of }) =>
        only.every((words) => `${name}, ${of}`.includes(words)),
      );
      if (checks.length === 0) throw new UserError(`no check is called ${only.join(' and ')}`);
      print(`${device} beside the CPU, libtorch ${engineVersion()}: ${checks.length} checks`);
      const findings = checks.map((check) => {
        const finding = findingOf(check, device);
        print(...findingLines(finding));
        return finding;
      });
      const failed = findings.filter(({ passed }) => !passed);
      writeJson(json, device, { findings });
      print('', `${findings.length - failed.length} passed, ${failed.length} failed`);
      if (failed.length > 0) process.exitCode = 1;
    });
  program
    .command('rates')
    .description("steps/s of the paper's experiments")
    .argument('[tasks...]', 'which', ['set-inclusion', 'mnist'])
    .addOption(deviceOption())
    .addOption(quickOption())
    .addOption(tokenizerOption())
    .addOption(new Option('--steps <n>', 'steps that count').argParser(wholeNumber(1)).default(10))
    .addOption(
      new Option('--limit <seconds>', 'that one may take').argParser(wholeNumber(1)).default(60),
    )
    .addOption(jsonOption())
    .action(async (tasks, { json, device: wanted, ...how }) => {
      const device = await checkedDevice(wanted);
      const warmUp = how.quick ? 1 : 5;
      const steps = how.quick ? 2 : how.steps;
      const chosen = chosenOf(paperSteps({ ...how, device }), tasks);
      const rates = chosen.map((open) => rateOf(open, { device, warmUp, steps, limit: how.limit }));
      writeJson(json, device, { rates });
      print(...tableLines(rateTable(rates), ['left', 'right', 'right', 'right', 'right', 'right']));
    });
  program
    .command('trace')
    .description('what the operators and kernels of one step take')
    .argument('<tasks...>', 'which')
    .addOption(deviceOption())
    .addOption(quickOption())
    .addOption(tokenizerOption())
    .requiredOption('--out <folder>', 'where the traces go')
    .action(async (tasks, { out, device: wanted, ...how }) => {
      const device = await checkedDevice(wanted);
      for (const open of chosenOf(paperSteps({ ...how, device }), tasks)) {
        const found = traceStep(open, { device, folder: out, warmUp: how.quick ? 1 : 5 });
        const rows = found.operators
          .slice(0, 25)
          .map(({ name, calls, milliseconds }) => [
            milliseconds.toFixed(3),
            String(calls),
            name.slice(0, 60),
          ]);
        const calls = found.operators.reduce((sum, one) => sum + one.calls, 0);
        print(`${found.file}: a step of ${(1000 * found.seconds).toFixed(1)} ms untraced`);
        print(`${calls} calls of ${found.operators.length} kernels or operators; the longest:`);
        print(...tableLines([['ms', 'calls', 'name'], ...rows], ['right', 'right', 'left']), '');
      }
    });
  return program;
}

try {
  await commands().parseAsync();
} catch (error) {
  const { message, stack } = error as Error;
  printError(error instanceof UserError ? `error: ${message}` : String(stack));
  process.exitCode = 1;
}
