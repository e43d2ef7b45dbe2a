import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { isAskedInRelease } from '../../test/asked-in-release.js';
import { groupNamed, groupNames } from '../../test/table-one.js';
import { compareCodePoints } from '../text/code-points.js';
import { readCvdb } from './cvdb/fact-table.js';
import type { Dataset, Selection } from './dataset.js';
import type { DatasetOptions } from './dataset-options.js';
import type { WordOrder } from './definitions.js';
import { type Document, textOf } from './documents.js';
import { type EvaluationSet, evaluationSets } from './evaluation-sets.js';
import { buildDataset } from './fact-dataset.js';
import type { FactTable } from './fact-table.js';
import { releaseNames, type TableOneGroup, tableOne } from './presets/table-1.js';
import type { Shares } from './shares.js';
import { readTrex } from './trex/fact-table.js';

interface ReleaseCase {
  readonly settings: {
    readonly dataset: 'cvdb' | 'trex';
    readonly input: string;
    readonly num_ents: number;
    readonly seed: number;
    readonly seed_stage2: number;
    readonly train_subset: string;
    readonly def_order: string;
    readonly fractions: Readonly<Record<string, number>>;
    readonly test_fraction: number;
    readonly entity_association_test_sets: boolean;
    readonly incontext_definitions: boolean;
    readonly fixed_tags: readonly [string, string, string] | null;
    readonly natural_language_definitions: boolean;
  };
  readonly tags: readonly string[];
  readonly entities: readonly [string, string][];
  readonly subsets: Readonly<Record<string, readonly string[]>>;
  readonly false_definitions: Readonly<Record<string, readonly [string, string][]>>;
  readonly train: readonly string[];
  readonly tests: readonly {
    name: string;
    order: 'exact' | 'none';
    items: readonly [string, string][];
  }[];
}

interface Index {
  readonly cases: readonly { readonly file: string; readonly kind: string }[];
}

const folder = '../shared/golden/datasets';
const present = existsSync(folder);
const cases = present
  ? read<Index>('index.json').cases.filter(
      ({ file, kind }) => kind === 'definition experiment' && !file.startsWith('set_inclusion'),
    )
  : [{ file: 'every case of its index' }];

const trained = groupNames.filter((name) => groupNamed(name).trainsQuestions);
const defined = groupNames.filter((name) => groupNamed(name).source !== null);
const definedIn = (stage: 'X1' | 'X2') => defined.filter((name) => groupNamed(name).data === stage);
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

function read<T>(name: string): T {
  const bytes = readFileSync(`${folder}/${name}`);
  return JSON.parse((name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')) as T;
}

function factsOf({ settings }: ReleaseCase): FactTable {
  const { dataset, input, num_ents, seed } = settings;
  const rules = 'release' as const;
  const path = `${folder}/${input}`;
  return dataset === 'trex'
    ? readTrex({ kind: 'trex', folder: path, entities: num_ents, rules }, seed)
    : readCvdb({ kind: 'cvdb', file: path, people: num_ents, rules });
}

function toOptions({ settings }: ReleaseCase): DatasetOptions {
  const shares: Shares = Object.fromEntries(
    groupNames.map((name) => [name, settings.fractions[releaseNames[name]] ?? 0]),
  );
  return {
    ...tableOne,
    shares,
    aliasesPerEntity: 1,
    aliases: { form: 'letters', length: 5 },
    tags: settings.fixed_tags
      ? { form: 'fixed', names: [...settings.fixed_tags] }
      : { form: 'letters', length: 6 },
    order: orders[settings.def_order] as WordOrder,
    definitions: { form: settings.natural_language_definitions ? 'natural language' : 'words' },
    inContext: settings.incontext_definitions,
    format: 'paper',
    testShare: settings.test_fraction,
  };
}

/** In context no definitions are trained on. */
function selectionOf({ settings }: ReleaseCase): Selection {
  const selection = selections[settings.train_subset] as Selection;
  return settings.incontext_definitions ? { ...selection, definitions: [] } : selection;
}

/** The evaluation sets that the release writes, by its names for them. */
function setsOf(dataset: Dataset, released: ReleaseCase): Map<string, readonly Document[]> {
  const sets = new Map<string, readonly Document[]>();
  const { entity_association_test_sets: attributes } = released.settings;
  const selection = selectionOf(released);
  for (const set of evaluationSets) {
    for (const [name, documents] of dataset.testDocuments(set)) {
      const isAttribution = /^(who|meaning|standFor|name)/.test(set);
      if (isAttribution && !attributes) continue;
      if (!isAskedInRelease(set, name, selection)) continue;
      sets.set(releaseNameOf(set, name), documents);
    }
  }
  return sets;
}

function releaseNameOf(set: EvaluationSet, name: string): string {
  const releaseName = releaseNames[name as TableOneGroup];
  switch (set) {
    case 'questions':
      return releaseName;
    case 'exchanged':
      return 'd2incons';
    case 'trainQuestions':
      return `train_questions_${releaseName}`;
    case 'definitions':
      return `train_defs_${releaseName}`;
    default: {
      const [question = '', swapped] = set.split('WithDefs');
      return `ent_assoc_${question}_${releaseName}${swapped === undefined ? '' : '_swapped'}`;
    }
  }
}

const byText = (a: readonly [string, string], b: readonly [string, string]) =>
  compareCodePoints(a[0] + a[1], b[0] + b[1]);

const title = 'the data sets of the authors, byte for byte';

describe.skipIf(!present)(present ? title : `${title} (skipped: ${folder} is absent)`, () => {
  it.each(cases)('$file', ({ file }) => {
    const released = read<ReleaseCase>(file);
    const { settings } = released;
    const dataset = buildDataset(toOptions(released), factsOf(released), {
      first: settings.seed,
      second: settings.seed_stage2,
    });
    expect(dataset.tags).toEqual(released.tags);
    expect(dataset.pairs.map(({ entity, alias }) => [entity, alias])).toEqual(released.entities);
    for (const name of groupNames) {
      const members = dataset.members.get(name) ?? [];
      const expected = released.subsets[releaseNames[name]] ?? [];
      expect(new Set(members.map(({ entity }) => entity)), name).toEqual(new Set(expected));
      expect(members.length, name).toBe(expected.length);
    }
    for (const name of ['D2incons', 'D9incons'] as const) {
      const said = (dataset.falseDefinitions.get(name) ?? []).map((pair) => [
        pair.entity,
        pair.alias,
      ]);
      const expected = released.false_definitions[releaseNames[name]] ?? [];
      expect(new Map(said as [string, string][]), name).toEqual(new Map(expected));
    }
    expect(dataset.trainingDocuments(selectionOf(released)).map(textOf)).toEqual(released.train);
    const sets = setsOf(dataset, released);
    expect([...sets.keys()].sort()).toEqual(released.tests.map(({ name }) => name).sort());
    for (const { name, order, items } of released.tests) {
      const ours = (sets.get(name) ?? []).map(({ prompt, answer }) => [prompt, answer] as const);
      if (order === 'exact') expect(ours, name).toEqual(items);
      else expect([...ours].sort(byText), name).toEqual([...items].sort(byText));
    }
  });
});
