import { dataKind, writtenKind } from '../data/kinds.js';
import { asWritten, type Experiment } from '../experiment/experiment.js';
import { modelKind } from '../experiment/models/kinds.js';
import { resolveStudy, type Study, trainedExperiments } from '../study/resolve-study.js';
import type { StudyDefinition } from '../study/study.js';
import { type CostBasis, costOf } from './cost.js';

/** About how long the experiments of a study take, in seconds. */
export interface Cost {
  /** The most expensive seed. */
  readonly oneSeed: number;
  readonly all: number;
  /** Experiments that finished seeds of this machine say it of. */
  readonly measured: number;
}

/** What a list says of one study. */
export interface ListedStudy {
  /** The bundled name. */
  readonly name: string;
  readonly study: Study;
  /** What `run` trains of it. */
  readonly experiments: readonly Experiment[];
  /** Null without rates, or where the model's size or that of a table is not known. */
  readonly cost: Cost | null;
}

/** A file of data that is still to be given has no part in what a list says. */
function withPlaceholders(study: StudyDefinition): StudyDefinition {
  const members = study.members.map((member) => {
    const plain = Object(asWritten(member.experiment));
    const data = Object(Reflect.get(plain, 'data'));
    if ((writtenKind(data)?.missingFile(data) ?? null) === null) return member;
    return { ...member, experiment: { ...plain, data: { file: 'people.csv', ...data } } };
  });
  return { ...study, members };
}

function costOfAll(experiments: readonly Experiment[], basis: CostBasis): Cost | null {
  const costs = experiments.flatMap((experiment) => costOf(experiment, basis) ?? []);
  if (costs.length < experiments.length) return null;
  return {
    oneSeed: Math.max(...costs.map(({ oneSeed }) => oneSeed)),
    all: costs.reduce((sum, { all }) => sum + all, 0),
    measured: costs.filter(({ measured }) => measured > 0).length,
  };
}

/**
 * What a list says of a bundled study, with its cost where there is a basis for one. Throws a
 * UserError where an experiment is faulty.
 */
export function listStudy(
  name: string,
  definition: StudyDefinition,
  basis: CostBasis | null,
): ListedStudy {
  const study = resolveStudy(withPlaceholders(definition));
  const experiments = trainedExperiments(study).map(({ experiment }) => experiment);
  return {
    name,
    study,
    experiments,
    cost: basis === null ? null : costOfAll(experiments, basis),
  };
}

/** One text for all experiments of a file, or `several` where they differ. */
function shared(texts: readonly string[]): string {
  const [text = '', ...others] = new Set(texts);
  return others.length === 0 ? text : 'several';
}

/** The least and the most, `10-20`, or one number where they are equal. */
function span(numbers: readonly number[]): string {
  return [...new Set([Math.min(...numbers), Math.max(...numbers)])].join('-');
}

/** What a list says of data, model, epochs and seeds, in a few letters each. */
export function summaryCells({ experiments }: ListedStudy) {
  const seconds = experiments.map(({ seeds }) => seeds.second.length);
  return {
    data: shared(
      experiments.map(({ data }) => {
        const kind = dataKind(data);
        return `${kind.label} ${kind.size(data) ?? 'all'}`;
      }),
    ),
    model: shared(experiments.map(({ model }) => modelKind(model).name(model))),
    epochs: shared(experiments.map(({ stages }) => stages.map(({ epochs }) => epochs).join('+'))),
    seeds: `${span(experiments.map(({ seeds }) => seeds.first.length))}${
      Math.max(...seconds) > 1 ? ` x ${span(seconds)}` : ''
    }`,
  };
}
