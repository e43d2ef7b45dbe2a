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

const examples = `
Examples:
  credence model export world --seed 10 --out world-10
  credence model export world --seed 10 --stage stage1 --out world-10-stage1
  credence model export fig3-main --quick --seed 600 --out small

Copies the weights of a trained stage with config.json and the tokenizer, as transformers loads
them, and writes a README.md that says what they are. A stage without weights is an error with the
command that makes them.`;

/** `credence model export`. */
export function modelExportCommand() {
  return new Command('export')
    .summary('copy the model of a trained stage for transformers')
    .description(
      'Copies the model of a trained stage of a run to a folder that transformers loads.',
    )
    .argument('<experiment>', experimentArgument)
    .requiredOption('--seed <n>', 'first seed', seedArgument)
    .option('--second-seed <n>', "second seed (default: the experiment's first)", seedArgument)
    .option('--stage <name>', 'stage of the experiment (default: the last)')
    .option('--member <name>', 'which experiment, where there are several; its control, too')
    .requiredOption('--out <dir>', 'folder to write: a new one, or empty', pathArgument)
    .addOption(setOption())
    .addOption(quickOption())
    .addOption(smallOption())
    .addOption(runsOption())
    .addOption(jsonOption())
    .addHelpText('after', examples)
    .action(async (experiment, { out, json, set, quick, small, ...choice }) => {
      const { keptStage } = await import('../../plan/chosen-stage.js');
      const { modelCard, pythonLines, transformersCaution } = await import(
        '../../plan/model-card.js'
      );
      const { exportFiles } = await import('../../runs/export-stage.js');
      const kept = await keptStage({ ...choice, experiment, changes: { set, quick, small } });
      const { run, files } = kept;
      const readme = modelCard(kept);
      exportFiles(run.folder, files, { out, readme, option: '--out' });
      const caution = transformersCaution(kept);
      const python = caution === null ? pythonLines(kept, out) : null;
      const { seed, secondSeed, identity, stage, folder } = run;
      const of = { experiment: kept.experiment.name, stage: stage.name, seed, secondSeed };
      if (json)
        return printJson({
          ...{ ...of, identity, from: folder, folder: out },
          ...{ files: [...files, 'README.md'], python },
        });
      const seconds = secondSeed === null ? '' : `, second seed ${secondSeed}`;
      print(
        ...wrapped(
          `${of.experiment}, seed ${seed}${seconds}: the weights after ${of.stage}`,
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
