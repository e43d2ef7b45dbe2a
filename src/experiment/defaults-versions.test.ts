import { describe, expect, it } from 'vitest';
import { dataOptions } from '../data/kinds.js';
import { defaultsVersions } from './defaults-versions.js';
import { modelOptions } from './models/kinds.js';
import { stageSchema } from './stage.js';

const dataset = {
  aliasesPerEntity: 1,
  aliases: { form: 'letters', length: 5 },
  tags: { form: 'letters', length: 6 },
  order: 'tag alias entity',
  definitions: { form: 'words' },
  inContext: false,
  format: 'paper',
};

/** Of each section its number, what has to be written, and the defaults beside it. */
const data = [
  [
    'csv',
    1,
    { file: 'f', entity: 'e', attributes: [{ column: 'c', question: '{e}' }] },
    {
      ...dataset,
      testShare: 0.1666666,
      encoding: 'utf-8',
      brokenBytes: 'error',
      delimiter: ',',
      malformed: 'error',
      attributes: [{ answer: 'asIs' }],
      joinWords: false,
    },
  ],
  ['cvdb', 1, { file: 'f' }, { ...dataset, testShare: 0.1666666, people: 4000, rules: 'release' }],
  ['trex', 1, { folder: 'f' }, { ...dataset, testShare: 0.25, entities: 6900, rules: 'release' }],
  [
    'world',
    1,
    {},
    {
      ...dataset,
      aliases: { form: 'symbols', length: 2 },
      tags: { form: 'words' },
      format: 'plain',
      testShare: 0.1666666,
      entities: 100,
      attributes: [2, 20, 20, 20, 16, 40],
    },
  ],
  [
    'set-inclusion',
    1,
    {},
    {
      variables: 8000,
      numbers: 99,
      listLength: 8,
      common: 1,
      questionsPerVariable: 24,
      flips: 0,
      nameLetters: 3,
      spacedNames: false,
      vocabulary: 'all names',
      mostTestDocuments: 20_000,
      plainLists: 0,
      plainDefinitions: 0,
    },
  ],
  [
    'mnist',
    1,
    { pairs: 100, examplesPerEpoch: 100 },
    {
      folder: null,
      grid: 3,
      cell: 28,
      targets: 2,
      definitionShare: 0.1,
      testImages: 2,
    },
  ],
] as const;

const models = [
  [
    'gpt-neox',
    1,
    { layers: 1, width: 16, heads: 1 },
    {
      hidden: 64,
      rotaryFraction: 0.25,
      rotaryBase: 10_000,
      parallelResidual: true,
      tieEmbeddings: false,
      layerNormEps: 1e-5,
      initializerRange: 0.02,
      vocabulary: 'from data',
    },
  ],
  [
    'llama',
    1,
    { layers: 1, width: 16, heads: 1, hidden: 32 },
    {
      rotaryBase: 10_000,
      tieEmbeddings: false,
      normEps: 1e-6,
      initializerRange: 0.02,
      vocabulary: 'from data',
    },
  ],
  [
    't5',
    1,
    { layers: 1, width: 8, heads: 1, headWidth: 8, hidden: 8 },
    {
      vocabulary: 'from data',
    },
  ],
  [
    'convnext-v2',
    1,
    { depths: [1, 1], widths: [8, 8] },
    {
      kernel: 7,
      stemPatch: 4,
      downsampling: [2],
      initializerRange: 0.02,
    },
  ],
  ['pretrained', 1, { from: 'someone/model' }, { revision: 'main' }],
  ['stage', 1, { experiment: 'world' }, { seed: 'same', form: 'full', set: [] }],
] as const;

const optimizers = [
  ['adamw', 1, { betas: [0.9, 0.999], eps: 1e-8, weightDecay: 0 }],
  [
    'adafactor',
    1,
    {
      eps: [1e-30, 1e-3],
      clipThreshold: 1,
      decayRate: -0.8,
      beta1: null,
      weightDecay: 0,
      scaleParameter: false,
      relativeStep: false,
      warmupInit: false,
    },
  ],
  ['sgd', 1, { momentum: 0, nesterov: false, weightDecay: 0 }],
] as const;

const stage = {
  name: 'one',
  train: { facts: true },
  epochs: 1,
  documentsPerStep: 1,
  learningRate: 1e-3,
};

const versionOf = (section: string): number => defaultsVersions[section] ?? 1;

// Who changes a default here raises the section's number in defaults-versions.ts as well; an added
// option needs neither.
describe('the defaults that identities leave out, by number of their section', () => {
  it.each(data)('data.%s %d', (kind, version, written, defaults) => {
    const shares = { D1cons: 0.5, D2incons: 0.5 };
    expect(dataOptions.parse({ kind, shares, ...written })).toMatchObject(defaults);
    expect(versionOf(`data.${kind}`)).toBe(version);
  });

  it.each(models)('model.%s %d', (kind, version, written, defaults) => {
    expect(modelOptions.parse({ kind, ...written })).toMatchObject(defaults);
    expect(versionOf(`model.${kind}`)).toBe(version);
  });

  it.each(optimizers)('optimizer.%s %d', (kind, version, defaults) => {
    expect(stageSchema.parse({ ...stage, optimizer: { kind } }).optimizer).toMatchObject(defaults);
    expect(versionOf(`optimizer.${kind}`)).toBe(version);
  });

  it('stage 1', () => {
    expect(stageSchema.parse(stage)).toMatchObject({
      train: { facts: true, questions: [], definitions: [] },
      seed: 'first',
      warmupSteps: 0,
      schedule: 'constant',
      optimizer: { kind: 'adamw' },
      clipNorm: 1,
      loss: { tokens: 'all' },
      precision: 'float32',
      lastBatch: 'spread',
    });
    expect(stageSchema.parse({ ...stage, train: { questions: ['D1cons'] } }).train.facts).toBe(
      false,
    );
    expect(versionOf('stage')).toBe(1);
  });
});
