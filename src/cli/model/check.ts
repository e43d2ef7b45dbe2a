import { Command } from '@commander-js/extra-typings';
import { tableLines } from '../../terminal/table.js';
import { print, printJson } from '../../terminal/terminal.js';
import { counted } from '../../text/counted.js';
import { grouped } from '../../text/grouped.js';
import { jsonOption, quickOption, runsOption, setOption, smallOption } from '../options.js';
import type { CheckpointReport } from './checkpoint-report.js';
import {
  epochOption,
  modelArgument,
  modelFolder,
  revisionOption,
  stageSecondSeedOption,
  stageSeedOption,
} from './options.js';

const examples = `
Examples:
  credence model check EleutherAI/pythia-70m     what it is, and whether it is complete
  credence model check ./checkpoint --json       the same as JSON
  credence model check world:stage2 --seed 10    a trained stage of a run

Reads every tensor and lists every fault. Exit status: 0, or 1 if there is a fault.`;

const unknown = '?';

function linesOf(report: CheckpointReport): string[] {
  const { folder, modelType, weights, model, tokenizer, faults } = report;
  const dtypes = Object.entries(weights?.dtypes ?? {}).map(([dtype, n]) => `${n} ${dtype}`);
  const rows: [name: string, value: string][] = [
    ['folder', folder],
    ['model type', modelType ?? unknown],
    ['architecture', model?.architecture ?? unknown],
    ['parameters', model ? grouped(model.parameters) : unknown],
    ['vocabulary', model ? counted(model.vocabularySize, 'row') : unknown],
    ['weights', weights ? `${counted(weights.tensors, 'tensor')}: ${dtypes.join(', ')}` : unknown],
    [
      'tokenizer',
      tokenizer
        ? `${counted(tokenizer.ids, 'id')}, end ${tokenizer.endId}, padding ${tokenizer.padId}`
        : 'none',
    ],
  ];
  const closing =
    faults.length === 0
      ? ['The checkpoint is complete.']
      : [...faults.map((fault) => `✗ ${fault}`), '', `${counted(faults.length, 'fault')}.`];
  return [...tableLines(rows, ['left', 'left']), '', ...closing];
}

/** `credence model check`: exit code 1 when something is wrong. */
export function modelCheckCommand() {
  return new Command('check')
    .summary('say what a checkpoint is, and what is wrong with it')
    .description('Says what a checkpoint is, and whether its model and tokenizer can be read.')
    .argument('<model>', modelArgument)
    .addOption(revisionOption())
    .addOption(stageSeedOption())
    .addOption(stageSecondSeedOption())
    .addOption(epochOption())
    .addOption(setOption())
    .addOption(quickOption())
    .addOption(smallOption())
    .addOption(runsOption())
    .addOption(jsonOption())
    .addHelpText('after', examples)
    .action(async (from, { json, ...choice }) => {
      const folder = await modelFolder(from, choice);
      const { checkCheckpoint } = await import('./checkpoint-report.js');
      const report = checkCheckpoint(folder);
      if (json) printJson(report);
      else print(...linesOf(report));
      process.exitCode = report.faults.length === 0 ? 0 : 1;
    });
}
