import { contentsOf } from '../../files/content.js';
import { type Group, groupsOf } from '../groups.js';
import type { DocumentCounts, ImageKind } from '../kind.js';
import { digitsText, loadDigits } from './digits.js';
import { exampleSource, testExamples } from './examples.js';
import { mnistPaths } from './files.js';
import { cellCount, drawGrids, pairsOf } from './grids.js';
import { imageSets, imageSize, type MnistOptions, mnistOptions } from './options.js';

/** Pairs of images: two for each of six groups, each of which a control halves. */
const fewestPairs = 12;

/** MNIST question answering: grids of digits that stand for grids of letters (paper, Sec. 4.2). */
export const mnist: ImageKind<MnistOptions> = {
  kind: 'mnist',
  label: 'MNIST',
  shows: 'images',
  options: mnistOptions,
  fixesVocabulary: true,
  sets: imageSets,
  scoreNote:
    'Exact match (EM) is the masked accuracy of the paper here: of a question the highlighted ' +
    'cell alone, of a definition all cells.',
  grids: drawGrids,
  digits: loadDigits,
  identity: ({ contrasts: _, folder, ...rest }) =>
    folder === null
      ? { ...rest, folder }
      : { ...rest, content: contentsOf(mnistPaths(folder), 'the data file') },
  quick: (written, entities) => {
    // In proportion to its own, so that the quick forms of a sweep over pairs differ.
    const pairs = Math.min(
      Math.max(Math.round(Number(written.pairs) / 5), fewestPairs),
      5 * entities,
    );
    return { ...written, folder: null, cell: 8, pairs, examplesPerEpoch: 256 };
  },
  size: ({ pairs }) => pairs,
  counts: countsOf,
  documentSize: imageSize,
  survey: (options, { first }) => {
    const grids = drawGrids(options, first);
    const { train, test } = loadDigits(options);
    const pairs = [...grids.pairs.values()].flat();
    return {
      text: gridText(options),
      counts: { trainingDigits: train.starts[10], testDigits: test.starts[10] },
      defined: 'variables',
      aliases: pairs.length,
      testQuestions: pairs.flatMap((pair) => testExamples(pair, 'questions')).length,
      dataset: null,
      trainingDocuments: (selection) => {
        exampleSource(grids, selection);
        return options.examplesPerEpoch;
      },
    };
  },
  *misfits(_, { mode, stages, evaluate }) {
    if (mode === 'faithful') yield [['mode'], "images are not padded: expected 'fast'"];
    for (const [index, { train }] of stages.entries())
      if (train.facts) yield [['stages', index, 'train', 'facts'], 'images have no facts'];
    for (const [index, set] of evaluate.sets.entries())
      if (!imageSets.some((known) => known === set))
        yield [
          ['evaluate', 'sets', index],
          `images cannot be asked ${set}; known: ${imageSets.join(', ')}`,
        ];
    const f1 = evaluate.metrics.indexOf('f1');
    if (f1 >= 0)
      yield [['evaluate', 'metrics', f1], 'an answer about an image is one letter: it has no F1'];
  },
  missingFile: () => null,
};

function gridText(options: MnistOptions): string {
  const pairs = pairsOf(options).reduce((sum, [, size]) => sum + size, 0);
  return (
    `${pairs} pairs of ${options.grid} x ${options.grid} digits in cells of ${options.cell} ` +
    `pixels, ${options.targets} targets; ${digitsText(options)}`
  );
}

function countsOf(options: MnistOptions): DocumentCounts {
  const cells = cellCount(options);
  const each = ({ trainsQuestions, source }: Group): Readonly<Record<string, number>> => ({
    questions: trainsQuestions ? 1 : cells,
    trainQuestions: trainsQuestions ? cells - 1 : 0,
    definitions: source === null ? 0 : 1,
  });
  return {
    trainingDocuments: () => options.examplesPerEpoch,
    testDocuments: (set, names) => {
      const tested = groupsOf(options).filter(({ name }) => names?.includes(name) ?? true);
      const once = tested.map((group) => (each(group)[set] ?? 0) * group.share * options.pairs);
      return options.testImages * once.reduce((sum, count) => sum + count, 0);
    },
  };
}
