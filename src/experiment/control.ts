import { withAlpha } from '../data/alpha.js';
import { sourcesDiffer } from '../data/sources.js';
import { UserError } from '../errors/user-error.js';
import { asWritten } from './experiment.js';

type Plain = Readonly<Record<string, unknown>>;

/** The subsets of X1 that one tag defines: those about which it is right, and wrong. */
const sources = [
  ['D1cons', 'D9incons'],
  ['D2incons', 'D10cons'],
] as const;

/**
 * The control of an experiment as it is written: tags that say nothing, each being right half of
 * the time (alpha 0.5; paper, Sec. 3.3), over the same aliases and documents; its name ends in
 * `-control`. Throws a UserError where no such control exists: nobody is defined in X1 under tag 1
 * and tag 2, the sources do not differ in the first place, or definitions stand inside questions.
 */
export function controlForm(written: unknown): unknown {
  const { name, title: _, paper: _paper, data, stages, ...rest } = asWritten(written) as Plain;
  const { shares = {}, ...facts } = data as Plain;
  checkSources(String(name), shares as Readonly<Record<string, number>>, facts);
  return {
    ...rest,
    name: `${String(name)}-control`,
    title: `The control of ${String(name)}: both sources are right half of the time.`,
    control: null,
    paper: [],
    paperCosines: null,
    data: { ...facts, shares: withAlpha(shares as Plain, 0.5) },
    stages: (stages as Plain[]).map(controlStage),
  };
}

/** Whether an experiment has a control of the kind that `controlForm` makes. */
function checkSources(name: string, shares: Readonly<Record<string, number>>, facts: Plain): void {
  const fail = (reason: string): never => {
    throw new UserError(
      `experiment "${name}" has no control whose tags say nothing (alpha 0.5): ${reason}`,
    );
  };
  for (const source of sources) {
    if (source.every((subset) => !shares[subset])) {
      fail(`data.shares gives ${source[0]} nothing, so that X1 says nothing about its tag`);
    }
  }
  if (!sourcesDiffer(shares)) fail('its own tags say nothing already');
  if (shares.D9incons || shares.D10cons) {
    fail('data.shares has D9incons or D10cons, so alpha is below 1; write alpha 0.5 into its file');
  }
  if (facts.inContext === true) {
    fail('data.inContext shows no definitions of D9incons and D10cons, which it would need');
  }
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
