import { join } from 'node:path';
import { Command } from '@commander-js/extra-typings';
import { type Dataset, trainingDocuments } from '../data/dataset.js';
import type { Document } from '../data/documents.js';
import { documentsOf } from '../data/evaluation-documents.js';
import { dataOf } from '../runs/seed-data.js';
import { checkWritable } from '../runs/writable.js';
import { writeFileAtomically } from '../runs/write-file.js';
import type { Experiment } from '../stages/experiment.js';
import { loadExperiment } from './experiment-files.js';
import { factTableLine } from './fact-table-line.js';
import { experimentArgument, quickOption, seedArgument, setOption } from './options.js';
import { tableLines } from './table.js';
import { print } from './terminal.js';

const examples = `
Examples:
  credence data write world --seed 10 --out /tmp/world-10

Files, one JSON object a line: facts.jsonl, definitions.jsonl, training-questions.jsonl,
test-questions.jsonl, stages/<name>.jsonl with the documents that each stage trains on, and
evaluation/<set>.jsonl with what each evaluation set asks or shows.`;

function filesOf(experiment: Experiment, dataset: Dataset): [string, readonly Document[]][] {
  const questions = [...dataset.questions.values()];
  return [
    ['facts', dataset.facts],
    ['definitions', [...dataset.definitions.values()].flat()],
    ['training-questions', questions.flatMap(({ train }) => train)],
    ['test-questions', questions.flatMap(({ test }) => test)],
    ...experiment.stages.map((stage): [string, readonly Document[]] => [
      `stages/${stage.name}`,
      trainingDocuments(dataset, stage.train),
    ]),
    ...experiment.evaluate.sets.map((set): [string, readonly Document[]] => [
      `evaluation/${set}`,
      [...documentsOf(dataset, set).values()].flat(),
    ]),
  ];
}

/** `credence data write`: writes out what one seed reads and is asked; needs no engine. */
export function dataWriteCommand() {
  return new Command('write')
    .summary('write the documents and questions of one seed')
    .description('Writes every document and question of one seed as JSON Lines; trains nothing.')
    .argument('<experiment>', experimentArgument)
    .requiredOption('--seed <n>', 'first seed', seedArgument)
    .option('--second-seed <n>', "second seed (default: the experiment's first)", seedArgument)
    .requiredOption('--out <dir>', 'folder for the files')
    .addOption(setOption())
    .addOption(quickOption())
    .addHelpText('after', examples)
    .action(async (name, { seed, secondSeed, out, set, quick }) => {
      const experiment = await loadExperiment(name, { set, quick });
      const { table, dataset } = dataOf(experiment, seed, secondSeed);
      checkWritable(out);
      const rows = filesOf(experiment, dataset).map(([file, documents]) => {
        const path = join(out, `${file}.jsonl`);
        writeFileAtomically(path, documents.map((one) => `${JSON.stringify(one)}\n`).join(''));
        return [path, String(documents.length), 'documents'];
      });
      print(factTableLine(table));
      print(...tableLines(rows, ['left', 'right', 'left']));
    });
}
