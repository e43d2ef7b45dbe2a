import { join } from 'node:path';
import { Command } from '@commander-js/extra-typings';
import type { Dataset } from '../../data/dataset.js';
import type { Document } from '../../data/documents.js';
import type { Experiment } from '../../experiment/experiment.js';
import { checkNewFolder } from '../../files/new-folder.js';
import { writeWhole } from '../../files/write-whole.js';
import { tableLines } from '../../terminal/table.js';
import { outputWidth, print } from '../../terminal/terminal.js';
import { wrapped } from '../../terminal/wrapped.js';
import {
  experimentArgument,
  pathArgument,
  quickOption,
  seedArgument,
  setOption,
  smallOption,
  withControlOption,
} from '../options.js';

const examples = `
Examples:
  credence data write world --seed 10 --out world-10
  credence data write world --with-control --out both    with the control, a folder each

Files, one JSON object a line: facts.jsonl, definitions.jsonl, training-questions.jsonl,
test-questions.jsonl, stages/<name>.jsonl with what each stage trains on, and
evaluation/<set>.jsonl with what each evaluation set asks. Several experiments have a folder each.
For images there is one file, pairs.jsonl: the bits of the tags, then every variable with its
entity and what its definition says.`;

function filesOf(experiment: Experiment, dataset: Dataset): [string, readonly Document[]][] {
  const questions = [...dataset.questions.values()];
  return [
    ['facts', dataset.facts],
    ['definitions', [...dataset.definitions.values()].flat()],
    ['training-questions', questions.flatMap(({ train }) => train)],
    ['test-questions', questions.flatMap(({ test }) => test)],
    ...experiment.stages.map((stage): [string, readonly Document[]] => [
      `stages/${stage.name}`,
      dataset.trainingDocuments(stage.train),
    ]),
    ...experiment.evaluate.sets.map((set): [string, readonly Document[]] => [
      `evaluation/${set}`,
      [...dataset.testDocuments(set).values()].flat(),
    ]),
  ];
}

/** `credence data write`: writes out what one seed reads and is asked; needs no engine. */
export function dataWriteCommand() {
  return new Command('write')
    .summary('write the documents and questions of one seed')
    .description('Writes every document and question of one seed as JSON Lines, without training.')
    .argument('<experiment>', experimentArgument)
    .option('--seed <n>', "first seed (default: the experiment's first)", seedArgument)
    .option('--second-seed <n>', "second seed (default: the experiment's first)", seedArgument)
    .requiredOption('--out <dir>', 'folder to write, new or empty (required)', pathArgument)
    .addOption(setOption())
    .addOption(smallOption())
    .addOption(quickOption())
    .addOption(withControlOption())
    .addHelpText('after', examples)
    .action(async (name, { seed, secondSeed, out, ...changes }) => {
      const { factTableText } = await import('../../data/fact-table.js');
      const { dataKind } = await import('../../data/kinds.js');
      const { isImageExperiment } = await import('../../experiment/image-experiment.js');
      const { loadStudy } = await import('../../plan/catalogue.js');
      const { dataOf, dataSeeds } = await import('../../runs/seed-data.js');
      const { trainedExperiments } = await import('../../study/resolve-study.js');
      const { pairsJson } = await import('./image-sheet.js');
      const written = trainedExperiments(await loadStudy(name, changes));
      checkNewFolder(out, '--out');
      for (const { experiment } of written) {
        const folder = written.length > 1 ? join(out, experiment.name) : out;
        if (isImageExperiment(experiment)) {
          const path = join(folder, 'pairs.jsonl');
          const first = seed ?? experiment.seeds.first[0] ?? 0;
          const { tags, pairs } = pairsJson(experiment, first);
          writeWhole(path, [{ tags }, ...pairs].map(jsonLine).join(''));
          const { text } = dataKind(experiment.data).survey(
            experiment.data,
            dataSeeds(experiment, first, null),
          );
          print(...wrapped(`${experiment.name}: ${text}`, outputWidth()), path);
          continue;
        }
        const { table, dataset } = dataOf(experiment, seed, secondSeed);
        const rows = writeFiles(folder, filesOf(experiment, dataset));
        print(...wrapped(`${experiment.name}: ${factTableText(table)}`, outputWidth()));
        print(...tableLines(rows, ['left', 'right', 'left']));
      }
    });
}

const jsonLine = (one: object): string => `${JSON.stringify(one)}\n`;

/** Gives back a row for each file: path and number of documents. */
function writeFiles(
  folder: string,
  files: readonly (readonly [name: string, documents: readonly Document[]])[],
): string[][] {
  return files.map(([name, documents]) => {
    const path = join(folder, `${name}.jsonl`);
    writeWhole(path, documents.map(jsonLine).join(''));
    return [path, String(documents.length), 'documents'];
  });
}
