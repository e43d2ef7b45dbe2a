import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { dataOptions } from '../data/data-options.js';
import { subsets } from '../data/subsets.js';
import { canonicalJson } from './canonical-json.js';
import { defaultsVersions } from './defaults-versions.js';
import type { Experiment } from './experiment.js';
import { identifiedData, identifiedModel } from './identified-files.js';
import { minimalOptions } from './minimal-options.js';
import { modelOptions } from './model-options.js';
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
  const { mode } = experiment;
  const data = countedOptions(dataOptions, experiment.data, identifiedData(experiment.data));
  const model = countedOptions(modelOptions, experiment.model, identifiedModel(experiment));
  const stages = experiment.stages.map(countedStage);
  return experiment.stages.map((_stage, index) => {
    const upTo = experiment.stages.slice(0, index + 1);
    const json = canonicalJson({
      data,
      mode,
      model,
      stages: stages.slice(0, index + 1),
      ...changedDefaults({ ...experiment, stages: upTo }, versions),
      ...splitOfFirstStages({ ...experiment, stages: upTo }),
    });
    return createHash('sha256').update(json).digest('hex').slice(0, digits);
  });
}

/**
 * What of options counts: `identified` has files by their content in place of their paths; what it
 * leaves as it is counts where it is no default.
 */
function countedOptions(schema: z.ZodType, options: Plain, identified: Plain): unknown {
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
  const { evaluate: _evaluate, gradients: _gradients, probes: _probes, ...trained } = stage;
  const { name: _name, ...minimal } = minimalOptions(stageSchema, trained) as Plain;
  return minimal;
}

type Identified = Pick<Experiment, 'data' | 'model' | 'stages' | 'seeds'>;

function changedDefaults(
  { data, model, stages }: Identified,
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
function splitOfFirstStages({ stages, seeds }: Identified): Plain {
  const [split = 0] = seeds.second;
  const isDivided = stages.some(
    ({ seed, train }) =>
      seed === 'first' &&
      [...train.questions, ...train.definitions].some((name) => subsets[name].stage === 'X2'),
  );
  return isDivided && split !== 0 ? { split } : {};
}
