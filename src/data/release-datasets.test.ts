import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { buildDataset, type Dataset, type Selection, trainingDocuments } from './dataset.js';
import type { DatasetOptions } from './dataset-options.js';
import type { WordOrder } from './definitions.js';
import { type Document, textOf } from './documents.js';
import type { FactTable } from './fact-table.js';
import type { Shares } from './shares.js';
import { type Subset, subsetNames, subsets } from './subsets.js';

interface ReleaseCase {
  readonly settings: {
    readonly num_ents: number;
    readonly seed: number;
    readonly seed_stage2: number;
    readonly train_subset: string;
    readonly def_order: string;
    readonly fractions: Readonly<Record<string, number>>;
    readonly test_fraction: number;
    readonly fixed_tags: readonly [string, string, string] | null;
  };
  readonly tags: readonly string[];
  readonly entities: readonly [string, string][];
  readonly subsets: Readonly<Record<string, readonly string[]>>;
  readonly false_definitions: Readonly<Record<string, readonly [string, string][]>>;
  readonly train: readonly string[];
  readonly tests: readonly { name: string; items: readonly [string, string][] }[];
}

interface Loader {
  readonly males_after_filters: number;
  readonly people: readonly (readonly string[])[];
}

const folder = '../shared/golden/datasets/cvdb';
const present = existsSync(folder);
const cases = [
  'main_s0_stage1.json.gz',
  'main_s0_stage2_t0.json.gz',
  'main_s0_stage2_t1.json.gz',
  'main_s0_full.json.gz',
  'main_s1_stage1.json.gz',
  'main_s1_stage2_t0.json.gz',
  'main_s1_stage2_t1.json.gz',
  'main_s1_full.json.gz',
  'order_vte_s0_stage1.json.gz',
  'order_vte_s0_stage2_t0.json.gz',
  'order_vte_s0_stage2_t1.json.gz',
  'order_vte_s1_stage1.json.gz',
  'order_vte_s1_stage2_t0.json.gz',
  'order_vte_s1_stage2_t1.json.gz',
  'order_vet_s0_stage2_t1.json',
  'order_evt_s0_stage2_t1.json',
  'order_tev_s0_stage2_t1.json',
  'order_etv_s0_stage2_t1.json',
  'alpha90_s0_stage1.json.gz',
  'alpha90_s0_stage2_t0.json.gz',
  'alpha90_s1_stage1.json.gz',
  'alpha90_s1_stage2_t0.json.gz',
  'alpha95_s0_stage1.json.gz',
  'rounding402_s0_stage1.json.gz',
  'rounding402_s0_stage2_t1.json.gz',
  'rounding406_s0_stage1.json.gz',
  'rounding406_s0_stage2_t1.json.gz',
  'split_ties196_s0_stage1.json',
  'three_stage_s0_all_defns.json',
  'three_stage_s0_stage1_only_defns.json',
  'three_stage_s0_stage1_only_qa.json.gz',
  'fixed_tags_s0_full.json.gz',
];

const trained = subsetNames.filter((name) => subsets[name].trainsQuestions);
const defined = subsetNames.filter((name) => subsets[name].defined);
const definedIn = (stage: 'X1' | 'X2') => defined.filter((name) => subsets[name].stage === stage);
const selections: Readonly<Record<string, Selection>> = {
  stage1: { facts: false, questions: trained, definitions: definedIn('X1') },
  stage2: { facts: false, questions: [], definitions: definedIn('X2') },
  full: { facts: false, questions: trained, definitions: defined },
  stage1_only_qa: { facts: false, questions: trained, definitions: [] },
  stage1_only_defns: { facts: false, questions: [], definitions: definedIn('X1') },
  all_defns: { facts: false, questions: [], definitions: defined },
};
const orders: Readonly<Record<string, WordOrder>> = {
  tve: 'tag alias entity',
  vte: 'alias tag entity',
  vet: 'alias entity tag',
  evt: 'entity alias tag',
  tev: 'tag entity alias',
  etv: 'entity tag alias',
};
const questions = [
  'When was {e} born?',
  'When did {e} die?',
  'In which region did {e} live?',
  'What did {e} do?',
  'What was the nationality of {e}?',
  'What was the gender of {e}?',
];

function read<T>(name: string): T {
  const bytes = readFileSync(`${folder}/${name}`);
  return JSON.parse((name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')) as T;
}

function people(count: number): FactTable {
  const { people: everybody, males_after_filters: men } = read<Loader>('loader.json.gz');
  const half = count / 2;
  const chosen = [...everybody.slice(0, half), ...everybody.slice(men, men + half)];
  const entities = chosen.map(([name = '', ...answers]) => ({
    name,
    facts: questions.map((question, i) => ({ question, answer: answers[i] ?? '' })),
  }));
  return { entities, dropped: {} };
}

function toOptions({ settings }: ReleaseCase): DatasetOptions {
  const shares: Shares = Object.fromEntries(
    subsetNames.map((name) => [name, settings.fractions[subsets[name].releaseName] ?? 0]),
  );
  return {
    shares,
    aliasesPerEntity: 1,
    aliases: { form: 'letters', length: 5 },
    tags: settings.fixed_tags
      ? { form: 'fixed', names: [...settings.fixed_tags] }
      : { form: 'letters', length: 6 },
    order: orders[settings.def_order] as WordOrder,
    format: 'paper',
    testShare: settings.test_fraction,
  };
}

function setsOf(dataset: Dataset): Record<string, readonly Document[]> {
  const sets: Record<string, readonly Document[]> = {};
  for (const name of subsetNames) {
    const released = subsets[name].releaseName;
    sets[released] = dataset.questions.get(name)?.test ?? [];
    sets[`train_questions_${released}`] = dataset.questions.get(name)?.train ?? [];
    sets[`train_defs_${released}`] = dataset.definitions.get(name) ?? [];
  }
  return sets;
}

const title = 'the data sets of the authors, byte for byte';

describe.skipIf(!present)(present ? title : `${title} (skipped: ${folder} is absent)`, () => {
  it.each(cases)('%s', (file) => {
    const released = read<ReleaseCase>(file);
    const { settings } = released;
    const dataset = buildDataset(toOptions(released), people(settings.num_ents), {
      first: settings.seed,
      second: settings.seed_stage2,
    });
    expect(dataset.tags).toEqual(released.tags);
    expect(dataset.pairs.map(({ entity, alias }) => [entity, alias])).toEqual(released.entities);
    for (const name of subsetNames) {
      const members = dataset.members.get(name) ?? [];
      const expected = released.subsets[subsets[name].releaseName] ?? [];
      expect(new Set(members.map(({ entity }) => entity)), name).toEqual(new Set(expected));
      expect(members.length, name).toBe(expected.length);
    }
    for (const name of ['D2incons', 'D9incons'] as const satisfies readonly Subset[]) {
      const said = (dataset.falseDefinitions.get(name) ?? []).map((pair) => [
        pair.entity,
        pair.alias,
      ]);
      const expected = released.false_definitions[subsets[name].releaseName] ?? [];
      expect(new Map(said as [string, string][]), name).toEqual(new Map(expected));
    }
    const selection = selections[settings.train_subset] as Selection;
    expect(trainingDocuments(dataset, selection).map(textOf)).toEqual(released.train);
    const sets = setsOf(dataset);
    const compared = released.tests.filter(({ name }) => sets[name] !== undefined);
    expect(compared.length).toBeGreaterThan(4);
    for (const { name, items } of compared) {
      const ours = (sets[name] ?? []).map(({ prompt, answer }) => [prompt, answer]);
      expect(ours, name).toEqual(items);
    }
  });
});
