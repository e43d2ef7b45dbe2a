import { withAlpha } from '../data/alpha.js';
import { sourcesDiffer } from '../data/sources.js';
import { UserError } from '../errors/user-error.js';
import { asWritten, checkExperiment, type Experiment } from './experiment.js';

type Plain = Readonly<Record<string, unknown>>;

/** The subsets of X1 that one tag defines: those about which it is right, and wrong. */
const sources = [
  ['D1cons', 'D9incons'],
  ['D2incons', 'D10cons'],
] as const;

/**
 * The control of an experiment: tags that say nothing, each being right half of the time (alpha
 * 0.5; paper, Sec. 3.3), over the same aliases and documents; its name ends in `-control`. Throws a
 * UserError where there is none (`noControlReason`).
 */
export function controlOf(experiment: Experiment): Experiment {
  const reason = noControlReason(experiment);
  if (reason === null) return checkExperiment(controlForm(asWritten(experiment) as Plain));
  throw new UserError(
    `experiment "${experiment.name}" has no control whose tags say nothing (alpha 0.5): ${reason}`,
  );
}

/** As it is written, so that defaults are filled in afterwards. */
function controlForm({ name, title: _, data, stages, ...rest }: Plain): Plain {
  const { shares = {}, ...facts } = data as Plain;
  return {
    ...rest,
    name: `${String(name)}-control`,
    title: `The control of ${String(name)}: both sources are right half of the time.`,
    data: { ...facts, shares: withAlpha(shares as Plain, 0.5) },
    stages: (stages as Plain[]).map(controlStage),
  };
}

/**
 * Why an experiment has no control of the kind that `controlOf` makes: nobody is defined in X1
 * under tag 1 or tag 2, the sources do not differ in the first place, or definitions stand inside
 * questions; null where it has one.
 */
export function noControlReason({ data }: Experiment): string | null {
  const { shares } = data;
  const untold = sources.find((source) => source.every((subset) => !shares[subset]));
  if (untold !== undefined)
    return `data.shares gives ${untold[0]} nothing, so that X1 says nothing about its tag`;
  if (!sourcesDiffer(shares)) return 'its own tags say nothing already';
  if (shares.D9incons || shares.D10cons)
    return 'data.shares has D9incons or D10cons, so alpha is below 1; write alpha 0.5 into its file';
  if ('inContext' in data && data.inContext)
    return 'data.inContext shows no definitions of D9incons and D10cons, which it would need';
  return null;
}

function controlStage(stage: Plain): Plain {
  const { train, evaluate } = stage as Readonly<Record<string, Plain | undefined>>;
  const { subsets } = evaluate ?? {};
  return {
    ...stage,
    train: {
      ...train,
      ...lists({ questions: train?.questions, definitions: train?.definitions }),
    },
    ...(Array.isArray(subsets) ? { evaluate: { ...evaluate, ...lists({ subsets }) } } : {}),
  };
}

/** Lists of subsets, each with the other half of every source that it has; absent ones left out. */
function lists(written: Plain): Plain {
  const given = Object.entries(written).filter(([, list]) => Array.isArray(list));
  return Object.fromEntries(given.map(([key, list]) => [key, withOtherHalves(list as string[])]));
}

/** The other halves stand behind the last of D1cons and D2incons, as experiment files have them. */
function withOtherHalves(list: readonly string[]): string[] {
  const halves = sources.flatMap(([own, other]) => (list.includes(own) ? [other] : []));
  const added = halves.filter((half) => !list.includes(half));
  const behind = Math.max(...sources.map(([own]) => list.indexOf(own))) + 1;
  return [...list.slice(0, behind), ...added, ...list.slice(behind)];
}
