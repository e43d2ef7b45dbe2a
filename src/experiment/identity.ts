import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import type { z } from 'zod';
import { withoutUsualAlphabet } from '../data/aliases.js';
import { declaredOrder, withoutLooks } from '../data/design-options.js';
import type { EvaluationSet } from '../data/evaluation-sets.js';
import { groupsOf } from '../data/groups.js';
import { dataKind, dataOptions } from '../data/kinds.js';
import { canonicalJson } from './canonical-json.js';
import { defaultsVersions } from './defaults-versions.js';
import type { Experiment } from './experiment.js';
import { minimalOptions } from './minimal-options.js';
import { modelKind, modelOptions } from './models/kinds.js';
import { type Stage, stageSchema } from './stage.js';

type Plain = Readonly<Record<string, unknown>>;

/** Enough that no two stages of a store are ever taken for each other. */
const digits = 12;

/**
 * The identity of every stage of an experiment: 12 hexadecimal digits of the SHA-256 of what decides
 * its weights, written as canonical JSON: data, model, mode and all stages up to it, without
 * options that have their defaults, files by their content, and `defaultsVersions`. Names, titles,
 * tests, analyses and lists of seeds are no part of it, nor are paths and how it is executed. A
 * model of the hub counts by its revision, which the caller resolves to a commit. Throws a UserError
 * where a file cannot be read.
 */
export function stageIdentities(
  experiment: Experiment,
  versions: Readonly<Record<string, number>> = defaultsVersions,
): readonly string[] {
  const { data, model } = experiment;
  const byContent = {
    data: dataKind(data).identity(decisive(data)),
    model: modelKind(model).identity(model, ownWords(experiment)),
  };
  return stageHashes(experiment, byContent, versions);
}

/**
 * As `stageIdentities`, but files count by their names in place of their content, and checkpoints by
 * theirs: what two versions of a data file have in common. Reads no file.
 */
export function stageForms(experiment: Experiment): readonly string[] {
  const { data, model } = experiment;
  const words = Reflect.get(model, 'vocabulary') === 'from data' ? ownWords(experiment) : {};
  const byName = {
    data: withBaseNames(decisive(data)),
    model: { ...(withBaseNames(model) as object), ...words },
  };
  return stageHashes(experiment, byName, defaultsVersions);
}

/** Data options without what decides no result. */
const decisive = (data: Experiment['data']) => withoutLooks(withoutUsualAlphabet(data));

/** What of options may be the path of a file or folder. */
const fileOptions: ReadonlySet<string> = new Set([
  'experiment',
  'file',
  'folder',
  'from',
  'tokenizer',
]);

/** What follows from the content of files. */
const contentOption = 'resolved';

/** Paths by their last part, since files count wherever they lie. */
function withBaseNames(options: unknown): unknown {
  if (!isPlain(options)) return options;
  const own = Object.entries(options).filter(([key]) => key !== contentOption);
  const named = own.map(([key, value]) => {
    const isPath = typeof value === 'string' && fileOptions.has(key);
    return [key, isPath ? basename(value) : withBaseNames(value)] as const;
  });
  return Object.fromEntries(named);
}

/** A file or folder whose content decides results. */
export interface DecisiveFile {
  /** As the experiment has it. */
  readonly path: string;
  /** SHA-256 of a file; of a folder those of its files, by name. */
  readonly content: unknown;
}

/** The paths of files and folders that an experiment names, as it has them; no bundled names. */
export function namedPaths({ data, model }: Experiment): string[] {
  return [...pathsIn(data), ...pathsIn(model)];
}

function pathsIn(options: unknown): string[] {
  if (!isPlain(options)) return [];
  return Object.entries(options).flatMap(([key, value]) => {
    if (key === contentOption) return [];
    if (typeof value !== 'string' || !fileOptions.has(key)) return pathsIn(value);
    return key === 'experiment' && isBundledName(value) ? [] : [value];
  });
}

/** Whether what names an experiment is no path of a file. */
const isBundledName = (name: string): boolean => !/[./\\]/.test(name);

/** What experiments read whose content counts in identities; UserErrors as of `stageIdentities`. */
export function decisiveFilesOf(experiment: Experiment): DecisiveFile[] {
  const { data, model } = experiment;
  return [
    ...filesIn(data, dataKind(data).identity(withoutLooks(data))),
    ...filesIn(model, modelKind(model).identity(model, ownWords(experiment))),
  ];
}

function filesIn(options: unknown, identified: unknown): DecisiveFile[] {
  if (!isPlain(options) || !isPlain(identified)) return [];
  const { content } = identified;
  const own = Object.entries(options).flatMap(([key, path]): DecisiveFile[] =>
    content !== undefined && typeof path === 'string' && fileOptions.has(key)
      ? [{ path, content }]
      : [],
  );
  const inside = Object.keys(options).flatMap((key) => filesIn(options[key], identified[key]));
  return [...own, ...inside];
}

/** Data and model by what of them counts. */
interface Identified {
  readonly data: unknown;
  readonly model: unknown;
}

function stageHashes(
  experiment: Experiment,
  by: Identified,
  versions: Readonly<Record<string, number>>,
): readonly string[] {
  const { mode } = experiment;
  const data = countedOptions(decisiveData, decisive(experiment.data), by.data);
  const model = countedOptions(modelOptions, experiment.model, by.model);
  const stages = experiment.stages.map(countedStage);
  return experiment.stages.map((_stage, index) => {
    const upTo = experiment.stages.slice(0, index + 1);
    const json = canonicalJson({
      data,
      ...declaredOrder(experiment.data),
      mode,
      model,
      stages: stages.slice(0, index + 1),
      ...changedDefaults({ ...experiment, stages: upTo }, versions),
      ...splitOfFirstStages({ ...experiment, stages: upTo }),
    });
    return createHash('sha256').update(json).digest('hex').slice(0, digits);
  });
}

/** Data options by what decides the data. */
const decisiveData = dataOptions.transform(withoutLooks);

/** Sets whose words a vocabulary of the data has anyway, since they are trained on or asked. */
const withoutOwnWords: readonly EvaluationSet[] = ['questions', 'trainQuestions', 'definitions'];

/** A vocabulary that is made from the data has the words of the sets that are tested, too. */
function ownWords({ data, evaluate }: Experiment): { readonly sets?: readonly string[] } {
  if (dataKind(data).fixesVocabulary) return {};
  const sets = evaluate.sets.filter((set) => !withoutOwnWords.includes(set)).sort();
  return sets.length === 0 ? {} : { sets };
}

/**
 * What of options counts: `identified` has files by their content in place of their paths; what it
 * leaves as it is counts where it is no default.
 */
function countedOptions(schema: z.ZodType, options: unknown, identified: unknown): unknown {
  return counted(identified, options, minimalOptions(schema, options));
}

function counted(identified: unknown, options: unknown, minimal: unknown): unknown {
  if (options !== undefined && canonicalJson(identified) === canonicalJson(options)) return minimal;
  if (!isPlain(identified) || !isPlain(options)) return identified;
  const kept = isPlain(minimal) ? minimal : {};
  const fields = Object.entries(identified).map(
    ([key, value]) => [key, counted(value, options[key], kept[key])] as const,
  );
  return Object.fromEntries(fields.filter(([, value]) => value !== undefined));
}

const isPlain = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What of a stage decides its weights: neither its name nor how it is tested and analysed. */
function countedStage(stage: Stage): Plain {
  const { evaluate: _evaluate, analyses: _analyses, ...trained } = stage;
  const { name: _name, ...minimal } = minimalOptions(stageSchema, trained) as Plain;
  return minimal;
}

type Counted = Pick<Experiment, 'data' | 'model' | 'stages' | 'seeds'>;

function changedDefaults(
  { data, model, stages }: Counted,
  versions: Readonly<Record<string, number>>,
): Plain {
  const optimizers = stages.map(({ optimizer }) => `optimizer.${optimizer.kind}`);
  const sections = [`data.${data.kind}`, `model.${model.kind}`, 'stage', ...optimizers];
  const changed = sections.filter((section) => (versions[section] ?? 1) > 1);
  if (changed.length === 0) return {};
  return { defaults: Object.fromEntries(changed.map((section) => [section, versions[section]])) };
}

/**
 * Stages of seed 'first' train on X2 as the first of the second seeds divides it: that seed, where
 * it is not 0, which is the default. Later ones lie in a folder for each second seed.
 */
function splitOfFirstStages({ data, stages, seeds }: Counted): Plain {
  const [split = 0] = seeds.second;
  const x2 = new Set(groupsOf(data).flatMap((group) => (group.data === 'X2' ? [group.name] : [])));
  const isDivided = stages.some(
    ({ seed, train }) =>
      seed === 'first' && [...train.questions, ...train.definitions].some((name) => x2.has(name)),
  );
  return isDivided && split !== 0 ? { split } : {};
}
