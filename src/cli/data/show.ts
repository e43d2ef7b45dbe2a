import { Command } from '@commander-js/extra-typings';
import type { Member } from '../../study/resolve-study.js';
import { bold, outputWidth, print, printJson } from '../../terminal/terminal.js';
import { wrapped } from '../../terminal/wrapped.js';
import { counted } from '../../text/counted.js';
import { grouped } from '../../text/grouped.js';
import {
  countArgument,
  experimentArgument,
  figuresOption,
  jsonOption,
  quickOption,
  seedArgument,
  setOption,
  smallOption,
} from '../options.js';
import type { DocumentSample, GroupSample } from './sample.js';

const examples = `
Examples:
  credence data show world                         of the first seed
  credence data show world --seed 12 --count 10    more of another
  credence data show fig3-main --quick             without a download
  credence data show fig23-mnist --figures .       images with their targets, as PNG`;

/** Lines of a kind of documents; those too long for the terminal are not broken. */
function documentLines({ what, total, texts }: DocumentSample): string[] {
  return [`  ${what} (${grouped(total)})`, ...texts.map((text) => `    ${text}`)];
}

function groupLines({ group, meaning, data, aliases, samples }: GroupSample): string[] {
  const head = `${group}: ${meaning}; ${data}, ${counted(aliases, 'pair')}`;
  return ['', bold(head), ...samples.flatMap(documentLines)];
}

/** `credence data show`: a few documents of everything that a seed reads and is asked. */
export function dataShowCommand() {
  return new Command('show')
    .summary('show a few documents of every group')
    .description(
      'Shows a few documents of every group: definitions, training and test questions, ' +
        'entity attribution (\\n is a line end). Of images it draws a contact sheet.',
    )
    .argument('<experiment>', experimentArgument)
    .option('--seed <n>', "first seed (default: the experiment's first)", seedArgument)
    .option('--second-seed <n>', "second seed (default: the experiment's first)", seedArgument)
    .option('--count <n>', 'documents of each kind', countArgument, 3)
    .addOption(setOption())
    .addOption(smallOption())
    .addOption(quickOption())
    .addOption(figuresOption())
    .addOption(jsonOption())
    .addHelpText('after', examples)
    .action(async (name, { seed, secondSeed, count, figures, json, ...changes }) => {
      const { factTableText } = await import('../../data/fact-table.js');
      const { dataKind } = await import('../../data/kinds.js');
      const { isImageExperiment } = await import('../../experiment/image-experiment.js');
      const { loadStudy } = await import('../../plan/catalogue.js');
      const { dataOf, dataSeeds } = await import('../../runs/seed-data.js');
      const { pairsJson, writeSheet } = await import('./image-sheet.js');
      const { sampleData } = await import('./sample.js');
      const { members } = await loadStudy(name, changes);
      const [{ experiment }] = members as [Member];
      const several = members.length > 1 ? `, the first of ${members.length}` : '';
      if (isImageExperiment(experiment)) {
        const first = seed ?? experiment.seeds.first[0] ?? 0;
        if (json)
          return printJson({ experiment: experiment.name, ...pairsJson(experiment, first) });
        const path = await writeSheet(experiment, { seed: first, count, figures });
        const line = `${experiment.name}${several}: ${dataKind(experiment.data).survey(experiment.data, dataSeeds(experiment, first, null)).text}`;
        return print(...wrapped(line, outputWidth()), path);
      }
      const { table, dataset } = dataOf(experiment, seed, secondSeed);
      const shown = sampleData(experiment, dataset, count);
      if (json) {
        const { warnings = [] } = table;
        const { tags } = dataset;
        return printJson({ experiment: experiment.name, tags, warnings, ...shown });
      }
      print(
        ...wrapped(`${experiment.name}${several}: ${factTableText(table)}`, outputWidth()),
        `tags, 1 first: ${dataset.tags.map((tag) => JSON.stringify(tag)).join(', ')}`,
        ...shown.facts.flatMap((facts) => ['', ...documentLines(facts)]),
        ...shown.groups.flatMap(groupLines),
      );
    });
}
