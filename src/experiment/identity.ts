import { createHash } from 'node:crypto';
import { dataKind } from '../data/kinds.js';
import { pathText } from './check.js';
import type { Experiment } from './experiment.js';
import { modelKind } from './models/kinds.js';
import type { Stage } from './stage.js';

/**
 * JSON of which there is one form only: keys sorted, no blanks. Throws TypeError on whatever has no
 * such form (undefined, functions, NaN, infinities, class instances), with its path.
 */
export function canonicalJson(value: unknown, path: readonly PropertyKey[] = []): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') {
    return JSON.stringify(value);
  }
  if (typeof value === 'number' && Number.isFinite(value)) return JSON.stringify(value);
  if (Array.isArray(value)) {
    const items = Array.from(value, (item, index) => canonicalJson(item, [...path, index]));
    return `[${items.join(',')}]`;
  }
  if (typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype) {
    const fields = Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, field]) => `${JSON.stringify(key)}:${canonicalJson(field, [...path, key])}`);
    return `{${fields.join(',')}}`;
  }
  const what =
    typeof value === 'object'
      ? `an instance of ${value.constructor?.name}`
      : `${typeof value} ${String(value)}`;
  throw new TypeError(
    `${pathText(path) || 'the value'} cannot be part of an identity: only null, booleans, ` +
      `finite numbers, strings, lists and plain objects can, given ${what}`,
  );
}

/** What of a stage decides its weights: neither its name nor how it is tested and analysed. */
function identifiedStage(stage: Stage): unknown {
  const { name: _, evaluate: _evaluate, analyses: _analyses, ...rest } = stage;
  return rest;
}

/**
 * The identity of every stage of an experiment: 8 hexadecimal digits of the SHA-256 of the
 * canonical JSON of data, model, mode and all stages up to it. Names, titles, tests and lists of seeds
 * are no part of it, nor are paths, devices, threads and workers. Throws a UserError where a file
 * of data cannot be read.
 */
export function stageIdentities(experiment: Experiment): readonly string[] {
  const { mode, evaluate } = experiment;
  const ofData = dataKind(experiment.data);
  const data = ofData.identity(experiment.data);
  // A vocabulary that is made from the data has the words of the sets that are tested, too.
  const words = ofData.fixesVocabulary ? {} : { sets: evaluate.sets };
  const model = modelKind(experiment.model).identity(experiment.model, words);
  return experiment.stages.map((_stage, index) => {
    const stages = experiment.stages.slice(0, index + 1).map(identifiedStage);
    const json = canonicalJson({ data, mode, model, stages });
    return createHash('sha256').update(json).digest('hex').slice(0, 8);
  });
}
