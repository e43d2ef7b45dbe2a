import { Command } from '@commander-js/extra-typings';
import { outputWidth, print, printJson } from '../../terminal/terminal.js';
import { wrapped } from '../../terminal/wrapped.js';
import {
  experimentArgument,
  jsonOption,
  pathArgument,
  quickOption,
  runsOption,
  seedArgument,
  setOption,
  smallOption,
} from '../options.js';
import { epochOption } from './options.js';

const examples = `
Examples:
  credence model export world --seed 10 --out world-10
      the last stage
  credence model export world --seed 10 --stage stage1 --out world-10-1
      an earlier one
  credence model export world --seed 10 --epoch 5 --out world-10-epoch-5
      after an earlier epoch, whose weights were kept

Writes weights, config.json and tokenizer, and a README.md that says what they are. If the weights
of the stage were not kept, it prints the command that makes them.`;

/** `credence model export`. */
export function modelExportCommand() {
  return new Command('export')
    .summary('copy the model of a trained stage for transformers')
    .description('Copies the model of a trained stage to a folder that transformers can load.')
    .argument('<experiment>', experimentArgument)
    .requiredOption('--seed <n>', 'first seed (required)', seedArgument)
    .option('--second-seed <n>', "second seed (default: the experiment's first)", seedArgument)
    .option('--stage <name>', 'stage (default: the last)')
    .addOption(epochOption())
    .option('--experiment <name>', 'which one, if there are several; also a control')
    .requiredOption('--out <dir>', 'folder to write, new or empty (required)', pathArgument)
    .addOption(setOption())
    .addOption(quickOption())
    .addOption(smallOption())
    .addOption(runsOption())
    .addOption(jsonOption())
    .addHelpText('after', examples)
    .action(async (experiment, { out, json, set, quick, small, experiment: member, ...choice }) => {
      const { keptStage } = await import('../../plan/chosen-stage.js');
      const { modelCard, pythonLines, transformersCaution } = await import(
        '../../plan/model-card.js'
      );
      const { exportFiles } = await import('../../runs/export-stage.js');
      const kept = await keptStage({
        ...choice,
        experiment,
        member,
        changes: { set, quick, small },
      });
      const { run, files, epoch, folder: from } = kept;
      const readme = modelCard(kept);
      exportFiles(from, files, { out, readme, option: '--out' });
      const caution = transformersCaution(kept);
      const python = caution === null ? pythonLines(kept, out) : null;
      const { seed, secondSeed, identity, stage } = run;
      const of = { experiment: kept.experiment.name, stage: stage.name, seed, secondSeed, epoch };
      if (json)
        return printJson({
          ...{ ...of, identity, from, folder: out },
          ...{ files: [...files, 'README.md'], python },
        });
      const when = epoch === stage.epochs ? '' : `epoch ${epoch} of `;
      const seconds = secondSeed === null ? '' : `, second seed ${secondSeed}`;
      print(
        ...wrapped(
          `${of.experiment}, seed ${seed}${seconds}: the weights after ${when}${of.stage}`,
          outputWidth(),
        ),
        ...wrapped(`${out}: ${[...files, 'README.md'].join(', ')}`, outputWidth()),
        '',
        ...(python === null
          ? wrapped(caution ?? '', outputWidth())
          : ['In Python:', ...python.map((line) => `  ${line}`)]),
      );
    });
}
