import { z } from 'zod';
import { groupsOf, groupsOptions, sourcesDiffer, sourcesOptions } from '../data/groups.js';
import { tableOne } from '../data/presets/table-1.js';
import { UserError } from '../errors/user-error.js';
import { asWritten } from './experiment.js';

type Plain = Readonly<Record<string, unknown>>;

/** The groups of X1 that one source defines: those about which it is right, and wrong. */
interface SourceHalves {
  readonly source: string;
  readonly right: readonly string[];
  readonly wrong: readonly string[];
}

/**
 * The control of an experiment as it is written: sources that say nothing, each being right half of
 * the time (alpha 0.5; paper, Sec. 3.3), over the same aliases and documents; its name ends in
 * `-control`. Throws a UserError where no such control exists: a source defines nobody in X1, has no
 * group there for what it would be right or wrong about, the sources do not differ in the first
 * place, or definitions that it would need do not stand inside questions.
 */
export function controlForm(written: unknown): unknown {
  const { name, title: _, paper: _paper, data, stages, ...rest } = asWritten(written) as Plain;
  const { shares = {}, ...facts } = data as Plain;
  const given = shares as Readonly<Record<string, number>>;
  const halves = halvesOf(String(name), facts, given);
  return {
    ...rest,
    name: `${String(name)}-control`,
    title: `The control of ${String(name)}: every source is right half of the time.`,
    control: null,
    paper: [],
    paperCosines: null,
    data: {
      ...facts,
      shares: Object.assign({}, given, ...halves.map((one) => halved(one, given))),
    },
    stages: (stages as Plain[]).map((stage) => controlStage(stage, halves)),
  };
}

/** The halves of every source that defines something in X1, checked. */
function halvesOf(
  name: string,
  facts: Plain,
  shares: Readonly<Record<string, number>>,
): SourceHalves[] {
  const fail = (reason: string): never => {
    throw new UserError(
      `experiment "${name}" has no control whose sources say nothing (alpha 0.5): ${reason}`,
    );
  };
  const sources = z.parse(sourcesOptions, facts.sources ?? tableOne.sources);
  const declared = z.parse(groupsOptions, facts.groups ?? tableOne.groups);
  const groups = groupsOf({ sources, groups: declared, shares });
  const own = groups.filter(({ data, source }) => data === 'X1' && (source?.tag ?? 0) > 0);
  const halves = Object.keys(sources).flatMap((source): SourceHalves[] => {
    const its = own.filter((group) => group.source?.name === source);
    if (its.length === 0) return [];
    const namesOf = (isRight: boolean) =>
      its.filter(({ consistent }) => consistent === isRight).map((group) => group.name);
    return [{ source, right: namesOf(true), wrong: namesOf(false) }];
  });
  for (const { source, right, wrong } of halves) {
    if ([...right, ...wrong].every((group) => !shares[group]))
      fail(
        `data.shares gives ${[...right, ...wrong].join(' and ')} nothing, so that X1 says nothing about ${source}`,
      );
    if (right.length === 0 || wrong.length === 0)
      fail(
        `data.groups has no group of X1 about which ${source} is ${right.length === 0 ? 'right' : 'wrong'}`,
      );
  }
  if (!sourcesDiffer(groups)) fail('its own sources say nothing already');
  const unshown = own.filter(({ inContext }) => !inContext).map((group) => group.name);
  if (facts.inContext === true && unshown.length > 0)
    fail(`data.inContext shows no definitions of ${unshown.join(' and ')}, which it would need`);
  return halves;
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
