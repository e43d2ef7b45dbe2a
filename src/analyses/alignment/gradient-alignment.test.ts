import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { smallExperiment } from '../../../test/small-experiment.js';
import { smallModel, smallRecipe, smallT5, trainDocuments } from '../../../test/small-training.js';
import { datasetOf } from '../../../test/table-one.js';
import { allDocuments, type Dataset } from '../../data/dataset.js';
import { defineExperiment } from '../../experiment/experiment.js';
import { buildModel, type RandomModelOptions } from '../../models/build.js';
import type { AnyLanguageModel } from '../../models/encoder-decoder.js';
import {
  backward,
  clearGradients,
  gradients,
  liveTensors,
  scope,
  setThreads,
} from '../../tensor/index.js';
import type { Tokenizer } from '../../tokenizers/tokenizer.js';
import { wordLevelTokenizer } from '../../tokenizers/word-level.js';
import { encodeDocument } from '../../training/encoded-document.js';
import { summedLoss } from '../../training/loss.js';
import { alignmentPairs } from './alignment-pairs.js';
import { alignmentMetrics } from './alignment-row.js';
import { alignmentRows } from './alignment-rows.js';
import { type Alignment, type AlignmentPair, gradientAlignment } from './gradient-alignment.js';
import { type GradientOptions, gradientOptions } from './options.js';

const { data } = defineExperiment(smallExperiment);

let dataset: Dataset;
let tokenizer: Tokenizer;
let model: AnyLanguageModel;

const build = (options: RandomModelOptions = smallModel(2, 16)): AnyLanguageModel =>
  buildModel(options, { vocabularySize: tokenizer.vocabularySize, seed: 4, device: 'cpu' });

beforeAll(() => {
  setThreads(1);
  dataset = datasetOf(data, 7);
  tokenizer = wordLevelTokenizer(allDocuments(dataset));
  model = build();
});
afterAll(() => model.dispose());

const options = (changes: Partial<GradientOptions> = {}): GradientOptions => ({
  ...gradientOptions.parse({ atEpochs: [0] }),
  ...changes,
});
const how = { mode: 'fast', loss: { tokens: 'all' } } as const;
const run = { seed: 7, secondSeed: null, stage: 'stage1', epoch: 3, questions: 'test' } as const;
/** The pairs of the groups of the options, or of the two of X2. */
const pairsOf = ({ subsets = ['D5cons', 'D6cons'], ...rest } = options(), of = dataset) =>
  alignmentPairs(of, subsets, rest);
const rowsOf = (of = model) => alignmentRows(of, tokenizer, pairsOf(), how, run);

/** The gradient of a document's mean loss with respect to all parameters, as numbers. */
function gradientOf(document: AlignmentPair['definition']): number[] {
  return scope(() => {
    const encoding = { ...how, architecture: model.architecture };
    const encoded = encodeDocument(document, tokenizer, encoding);
    backward(summedLoss(model, [encoded]).div(encoded.targets));
    const own = gradients(model.parameters()).flatMap((gradient) => gradient?.toArray() ?? []);
    clearGradients(model.parameters());
    return own;
  });
}

const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, one, i) => sum + one * (b[i] as number), 0);

const mean = (values: readonly number[]): number =>
  values.reduce((sum, one) => sum + one, 0) / values.length;

/** The alignment from whole gradients, the distance from the difference itself. */
function wholeAlignment({ definition, questions }: AlignmentPair): Alignment {
  const a = gradientOf(definition);
  const all = questions.map(gradientOf);
  const norm = (x: readonly number[]): number => Math.sqrt(dot(x, x));
  const difference = (b: readonly number[]): number[] => b.map((one, i) => (a[i] as number) - one);
  return {
    cosine: mean(all.map((b) => dot(a, b) / (norm(a) * norm(b)))),
    innerProduct: mean(all.map((b) => dot(a, b))),
    squaredDistance: mean(all.map((b) => dot(difference(b), difference(b)))),
    definitionNorm: norm(a),
    questionNorm: mean(all.map(norm)),
  };
}

const expectClose = (got: Alignment, wanted: Alignment): void => {
  for (const metric of alignmentMetrics)
    expect(Math.abs(got[metric] - wanted[metric]), metric).toBeLessThan(
      // Of numbers with 7 digits; a cosine is between -1 and 1.
      2e-6 * Math.max(1, wanted.squaredDistance),
    );
};

describe('gradient alignment', () => {
  it('is that of whole gradients, pair by pair, whatever is read together', () => {
    const pairs = pairsOf(options());
    const wanted = pairs.map(wholeAlignment);
    const before = liveTensors();
    const got = gradientAlignment(model, tokenizer, pairs, how);
    // The turning angles of one more length may be kept.
    expect(liveTensors() - before).toBeLessThanOrEqual(2);
    for (const [i, one] of got.entries()) expectClose(one, wanted[i] as Alignment);
    const few = gradientAlignment(model, tokenizer, pairs, { ...how, microBatch: 1 });
    for (const [i, one] of few.entries()) expectClose(one, wanted[i] as Alignment);
    expect(gradientAlignment(model, tokenizer, pairs, how)).toEqual(got);
  });

  it('keeps the order of pairs of different sizes', () => {
    const all = pairsOf(options({ bothTags: false }));
    const pairs = all.map(({ definition, questions }, i) => {
      return { definition, questions: questions.slice(0, 1 + (i % 3)) };
    });
    const backwards = gradientAlignment(model, tokenizer, pairs.toReversed(), how).reverse();
    for (const [i, pair] of pairs.entries())
      expectClose(backwards[i] as Alignment, wholeAlignment(pair));
  });

  it('names a document whose gradient is not finite', () => {
    const broken = build();
    scope(() => broken.parameters()[0]?.detach().fill_(Number.NaN));
    const [pair] = pairsOf(options());
    expect(() => gradientAlignment(broken, tokenizer, [pair as AlignmentPair], how)).toThrow(
      /^the gradient of ".+" has norm NaN: it cannot be compared$/,
    );
    broken.dispose();
  });
});

describe('the rows of a data set', () => {
  it('are means over definitions, by subset and tag', () => {
    const { means: rows } = rowsOf();
    expect(rows).toHaveLength(2 * 3 * alignmentMetrics.length);
    const pairs = pairsOf(options({ subsets: ['D6cons'] }));
    for (const tag of ['own', 1, 2] as const) {
      const ofTag = pairs.filter((pair) => pair.tag === tag).map(wholeAlignment);
      const row = rows.find((one) => {
        return one.subset === 'D6cons' && one.tag === tag && one.metric === 'cosine';
      });
      expect(row?.value).toBeCloseTo(mean(ofTag.map(({ cosine }) => cosine)), 6);
      expect(row).toMatchObject({ ...run, definitions: 6, questionsEach: 3 });
    }
  });

  it('are those of every alias under its own tag', () => {
    const { means, aliases } = rowsOf();
    expect(aliases).toHaveLength(2 * 6);
    const [one] = aliases;
    expect(one).toMatchObject({ ...run, subset: 'D5cons', tag: 'own' });
    const pairs = pairsOf(options());
    const pair = pairs.find(({ alias, tag }) => alias === one?.alias && tag === 'own');
    const { cosine, innerProduct } = wholeAlignment(pair as AlignmentPair);
    expect(one?.cosine).toBeCloseTo(cosine, 6);
    expect(one?.innerProduct).toBeCloseTo(innerProduct, 6);
    for (const { subset, metric, value } of means.filter(({ tag }) => tag === 'own')) {
      if (metric !== 'cosine' && metric !== 'innerProduct') continue;
      const own = aliases.filter((row) => row.subset === subset);
      expect(mean(own.map((row) => row[metric]))).toBeCloseTo(value, 12);
    }
  });

  it('are the same for D6 under its own tag and under tag 2', () => {
    const { means: rows } = rowsOf();
    const under = (tag: unknown): number[] =>
      rows.flatMap((row) => (row.subset === 'D6cons' && row.tag === tag ? [row.value] : []));
    expect(under(2)).toEqual(under('own'));
    expect(under(1)).not.toEqual(under('own'));
  });

  it('can be of training questions', () => {
    const asked = options({ subsets: ['D1cons'], questions: 'train', bothTags: false });
    const pairs = pairsOf(asked);
    for (const { definition, questions } of pairs)
      for (const question of questions) {
        expect(question.alias).toBe(definition.alias);
        expect(dataset.questions.get('D1cons')?.train).toContain(question);
      }
  });

  it.each([
    [
      { subsets: ['QA3'] as const },
      'analyses.alignment.subsets: QA3 has no definitions to compare',
    ],
    [
      { questions: 'train' as const },
      'analyses.alignment.questions: D5cons has no train questions',
    ],
  ])('cannot be made of %j', (changes, message) => {
    expect(() => pairsOf(options(changes))).toThrow(message);
  });

  it('cannot be made under a tag that nothing has', () => {
    const { definitions: all } = dataset;
    const definitions = new Map(
      [...all].filter(([name]) => name === 'D1cons' || name === 'D5cons'),
    );
    const asked = (bothTags: boolean) =>
      pairsOf(options({ subsets: ['D5cons'], bothTags }), { ...dataset, definitions });
    expect(() => asked(true)).toThrow(
      'analyses.alignment.bothTags: no definition of the data has tag 2',
    );
    expect(asked(false)).toHaveLength(6);
  });

  it('cannot be made where an alias has no question', () => {
    const questions = new Map(dataset.questions);
    const { train: shown = [], test = [] } = questions.get('D5cons') ?? {};
    const [first] = dataset.definitions.get('D5cons') ?? [];
    questions.set('D5cons', {
      train: shown,
      test: test.filter(({ alias }) => alias !== first?.alias),
    });
    expect(() => pairsOf(options(), { ...dataset, questions })).toThrow(
      `analyses.alignment.questions: the alias ${first?.alias} of D5cons has no test questions`,
    );
  });
});

describe('training', () => {
  it.each<[string, RandomModelOptions]>([
    ['a gpt-neox', smallModel(1, 16)],
    ['a t5, with its dropout', smallT5],
  ])('of %s has the same weights with gradients compared and without', (_name, kind) => {
    const weights = [false, true].map((isAnalysed) => {
      const trained = build(kind);
      const documents = dataset.trainingDocuments({
        facts: true,
        questions: [],
        definitions: ['D1cons'],
      });
      const recipe = { ...smallRecipe, loss: how.loss };
      const stage = { model: trained, tokenizer, documents, recipe, mode: how.mode, seed: 1 };
      const compare = (): void => {
        if (isAnalysed) rowsOf(trained);
      };
      compare();
      for (const { endOfEpoch } of trainDocuments(stage)) if (endOfEpoch !== null) compare();
      const numbers = trained.parameters().map((parameter) => parameter.toFloat32Array());
      trained.dispose();
      return numbers;
    });
    expect(weights[1]).toEqual(weights[0]);
  });
});
