import { didYouMean } from '../errors/did-you-mean.js';
import { UserError } from '../errors/user-error.js';
import { type Experiment, withParts } from '../experiment/experiment.js';
import { modelKind, otherStageOf } from '../experiment/models/kinds.js';
import type { FoundStage, OtherStageOptions } from '../experiment/models/other-stage.js';
import { seedsText } from '../report/seeds-text.js';
import { storedIdentities } from '../runs/folder.js';
import type { Study } from '../study/resolve-study.js';
import { quoted } from '../text/printable.js';
import { memberOf } from './study-member.js';

/** Which form of an experiment is meant that is started from, and what of it is changed. */
export interface StartChanges {
  readonly set: readonly string[];
  readonly quick: boolean;
  readonly small: boolean;
}

/** Loads the study of a name or path, without what its experiments start from. */
type Load = (nameOrPath: string, changes: StartChanges) => Promise<Study>;

/** What of a study is meant where an experiment starts from a stage of another one. */
export function startChanges({ form, set }: OtherStageOptions): StartChanges {
  return { set, quick: form === 'quick', small: form === 'small' };
}

/**
 * The experiment with what is known of the stage of another one that it starts from, or why that one
 * does not load; experiments of other models as they are.
 */
export async function resolveStart(experiment: Experiment, load: Load): Promise<Experiment> {
  return resolved(experiment, load, []);
}

/** @param trail what was loaded on the way here: each starts from the next */
async function resolved(
  experiment: Experiment,
  load: Load,
  trail: readonly string[],
): Promise<Experiment> {
  const { model } = experiment;
  const wanted = otherStageOf(model);
  if (wanted === null) return experiment;
  const about = async (): Promise<FoundStage> => {
    const { experiment: typed, member } = wanted;
    const meant = member === undefined ? typed : `${typed} (${member})`;
    if (trail.includes(meant))
      throw new UserError(`${[...trail, meant].join(' starts from ')}, so there is no beginning`);
    const study = await load(typed, startChanges(wanted));
    const other = memberOf(study, typed, { member, by: 'model.member' });
    const isControl = study.members.some(({ control }) => control === other);
    return found(wanted, await resolved(other, load, [...trail, meant]), isControl);
  };
  try {
    return withParts(experiment, { model: { ...wanted, resolved: await about() } });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return withParts(experiment, { model: { ...wanted, resolved: { problem: error.message } } });
  }
}

function found(model: OtherStageOptions, other: Experiment, isControl: boolean): FoundStage {
  const names = other.stages.map(({ name }) => name);
  const stage = model.stage ?? names.at(-1) ?? '';
  const at = names.indexOf(stage);
  if (at < 0)
    throw new UserError(
      `${other.name} has no stage ${quoted(stage)}${didYouMean(stage, names)}; its stages: ` +
        names.join(', '),
    );
  const { resolved: before } = otherStageOf(other.model) ?? {};
  if (before !== undefined && 'problem' in before) throw new UserError(before.problem);
  const architecture = modelKind(other.model).architecture(other.model);
  if (architecture === null)
    throw new UserError(
      `${other.name} is about images; only of a model of texts a stage can be started from`,
    );
  const index = other.stages.findIndex(({ seed }) => seed === 'second');
  const isSecond = index >= 0 && index <= at;
  const { second } = other.seeds;
  const { secondSeed: seed = second[0] ?? 0 } = model;
  if (!isSecond && model.secondSeed !== undefined)
    throw new UserError(
      `${stage} of ${other.name} has no second seed, given model.secondSeed ${seed}`,
    );
  if (isSecond && !second.includes(seed))
    throw new UserError(
      `${other.name} has the second seeds ${seedsText(second)}, given model.secondSeed ${seed}: ` +
        `to add it there, model.set: ["seeds.second=[${[...second, seed].join()}]"]`,
    );
  return {
    experiment: other.name,
    isControl,
    stage,
    identities: storedIdentities(other).slice(0, at + 1),
    second: isSecond ? { index, seed } : null,
    architecture,
  };
}
