import { type Group, groupsOf, sourcesDiffer } from '../data/groups.js';
import { UserError } from '../errors/user-error.js';
import { asWritten, checkExperiment, type Experiment } from './experiment.js';

type Plain = Readonly<Record<string, unknown>>;

/** The groups of X1 that one source defines: those about which it is right, and wrong. */
interface SourceHalves {
  readonly source: string;
  readonly right: readonly string[];
  readonly wrong: readonly string[];
}

/**
 * The control of an experiment: sources that say nothing, each being right half of the time (alpha
 * 0.5; paper, Sec. 3.3), over the same aliases and documents; its name ends in `-control`. Throws a
 * UserError where there is none (`noControlReason`).
 */
export function controlOf(experiment: Experiment): Experiment {
  const reason = noControlReason(experiment);
  if (reason === null) {
    const halves = halvesOf(groupsOf(experiment.data));
    return checkExperiment(controlForm(asWritten(experiment) as Plain, halves));
  }
  throw new UserError(
    `experiment "${experiment.name}" has no automatic control (alpha 0.5, where tags carry no information): ${reason}`,
  );
}

/** As it is written, so that defaults are filled in afterwards. */
function controlForm(
  { name, title: _, data, stages, ...rest }: Plain,
  halves: readonly SourceHalves[],
): Plain {
  const { shares = {}, ...facts } = data as Plain;
  const given = shares as Readonly<Record<string, number>>;
  return {
    ...rest,
    name: `${String(name)}-control`,
    title: `The control of ${String(name)}: every source is right half of the time.`,
    data: {
      ...facts,
      shares: Object.assign({}, given, ...halves.map((one) => halved(one, given))),
    },
    stages: (stages as Plain[]).map((stage) => controlStage(stage, halves)),
  };
}

/** The groups of X1 that sources with a tag of their own define. */
const tagged = (groups: readonly Group[]): Group[] =>
  groups.filter(({ data, source }) => data === 'X1' && (source?.tag ?? null) !== null);

/** The halves of every source that defines something in X1. */
function halvesOf(groups: readonly Group[]): SourceHalves[] {
  const own = tagged(groups);
  const names = [...new Set(own.map(({ source }) => source?.name ?? ''))];
  return names.map((source): SourceHalves => {
    const half = (isRight: boolean) =>
      own
        .filter((group) => group.source?.name === source && group.consistent === isRight)
        .map(({ name }) => name);
    return { source, right: half(true), wrong: half(false) };
  });
}

/**
 * Why `controlOf` can make no control of an experiment, or null where it can. It can't where a source
 * defines no alias in X1 or lacks a group there of right or of wrong definitions, where the sources
 * are equally reliable already, or where the control needs definitions that `inContext` does not
 * show.
 */
export function noControlReason({ data }: Experiment): string | null {
  const { shares } = data;
  const groups = groupsOf(data);
  for (const { source, right, wrong } of halvesOf(groups)) {
    const all = [...right, ...wrong];
    if (all.every((group) => !shares[group]))
      return `data.shares gives ${all.join(' and ')} no aliases, so X1 says nothing about "${source}"`;
    const lacking = right.length === 0 ? 'right' : 'wrong';
    if (right.length === 0 || wrong.length === 0)
      return `data.groups has no group of X1 about which "${source}" is ${lacking}`;
  }
  if (!sourcesDiffer(groups)) return 'its own tags already carry no information';
  const unshown = tagged(groups).filter(({ inContext }) => !inContext);
  if ('inContext' in data && data.inContext && unshown.length > 0) {
    const names = unshown.map(({ name }) => name).join(' and ');
    return `data.inContext shows no definitions of ${names}, which it would need`;
  }
  return null;
}

/** The shares of a source's groups when it is right half of the time. */
function halved(
  { right, wrong }: SourceHalves,
  shares: Readonly<Record<string, number>>,
): Record<string, number> {
  const sumOf = (names: readonly string[]) =>
    names.reduce((sum, name) => sum + (shares[name] ?? 0), 0);
  const half = 0.5 * sumOf([...right, ...wrong]);
  const scaled = (names: readonly string[]) => {
    const sum = sumOf(names);
    return names.map((name) => {
      const share = sum > 0 ? (shares[name] ?? 0) * (half / sum) : half / names.length;
      return [name, share] as const;
    });
  };
  return Object.fromEntries([...scaled(right), ...scaled(wrong)]);
}

function controlStage(stage: Plain, halves: readonly SourceHalves[]): Plain {
  const { train, evaluate } = stage as Readonly<Record<string, Plain | undefined>>;
  const { subsets } = evaluate ?? {};
  const lists = (written: Plain): Plain => {
    const given = Object.entries(written).filter(([, list]) => Array.isArray(list));
    return Object.fromEntries(
      given.map(([key, list]) => [key, withOtherHalves(list as string[], halves)]),
    );
  };
  return {
    ...stage,
    train: {
      ...train,
      ...lists({ questions: train?.questions, definitions: train?.definitions }),
    },
    ...(Array.isArray(subsets) ? { evaluate: { ...evaluate, ...lists({ subsets }) } } : {}),
  };
}

/** A list of groups with the other half of every source that it has, behind the last of them. */
function withOtherHalves(list: readonly string[], halves: readonly SourceHalves[]): string[] {
  const own = halves
    .map(({ right, wrong }) => [...right, ...wrong])
    .filter((names) => names.some((name) => list.includes(name)))
    .flat();
  const added = own.filter((name) => !list.includes(name));
  const behind = Math.max(...own.map((name) => list.indexOf(name)), -1) + 1;
  return [...list.slice(0, behind), ...added, ...list.slice(behind)];
}
