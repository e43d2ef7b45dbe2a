import { createHash } from 'node:crypto';
import type { RunOrder, Work } from '../executor.js';
import { layout, type StageRun } from '../folder.js';
import { testsFolder } from '../stage-record.js';
import type { NeededWeights } from '../work/kept-weights.js';
import { missingWork, type StageWork } from '../work/missing-work.js';

/** A run as the disk has it when it is submitted. */
export interface OpenRun {
  readonly order: RunOrder;
  /** Its stages, as `layout` gives them. */
  readonly runs: readonly StageRun[];
  /** What is missing of them; empty where the run is finished. */
  readonly work: readonly StageWork[];
}

/** A stage that a task works at. */
export interface TaskStage {
  readonly stage: string;
  readonly secondSeed: number | null;
  readonly folder: string;
  readonly kind: StageWork['kind'];
}

/**
 * Stages of one seed that one process works at, in order: those up to where runs part, or what a run
 * has for itself below that.
 */
export interface Task {
  /** Of what is made: the same whenever the same is missing. */
  readonly id: string;
  /** Index of the run by whose settings it is worked at. */
  readonly run: number;
  /** Indices of all runs that need it, ascending, `run` among them. */
  readonly sharedBy: readonly number[];
  readonly stages: readonly TaskStage[];
  /** Ids of the tasks that have to be finished before. */
  readonly after: readonly string[];
}

/** What has to be done for some runs, each missing stage once. */
export interface TaskGraph {
  /** In an order in which they can be begun: what most runs wait for first, then by run. */
  readonly tasks: readonly Task[];
  /** Weights that have to be saved, or left where they are, as other tasks start from them. */
  readonly needed: readonly NeededWeights[];
}

/** Reads what is missing of every run. Throws a UserError where a finished stage is damaged. */
export function openRuns({ runs, runsFolder }: Work): OpenRun[] {
  return runs.map((order) => {
    const { experiment, seed, execution, trains, remakesWeights } = order;
    const own = layout(experiment, runsFolder).get(seed) ?? [];
    return { order, runs: own, work: missingWork(own, { ...execution, trains, remakesWeights }) };
  });
}

/** Something that is made of a stage, for all runs that want it. */
interface Unit {
  readonly key: string;
  readonly run: StageRun;
  readonly kind: StageWork['kind'];
  readonly sharedBy: number[];
  readonly after: Set<Unit>;
}

/**
 * Says in which tasks the missing stages of runs are made, so that one which several runs share is
 * trained once: a run waits for what another one trains.
 */
export function taskGraph(open: readonly OpenRun[]): TaskGraph {
  const units = unitsOf(open);
  const byFolder = new Map<string, Unit[]>();
  for (const unit of units) {
    const { folder } = unit.run;
    byFolder.set(folder, [...(byFolder.get(folder) ?? []), unit]);
  }
  const trained = (folder: string | undefined): Unit[] =>
    (byFolder.get(folder ?? '') ?? []).filter(({ kind }) => kind !== 'test').slice(0, 1);
  for (const unit of units) {
    const { run, kind, after } = unit;
    const own = byFolder.get(run.folder) ?? [];
    const before = own[own.indexOf(unit) - 1];
    // Two processes cannot work at one folder: what they want of it otherwise comes in turn.
    if (before !== undefined) after.add(before);
    const starts = kind === 'test' ? [run.parent] : [run.parent, run.start];
    for (const start of starts) for (const one of trained(start?.folder)) after.add(one);
  }
  return { tasks: inOrder(chained(units)), needed: neededWeights(open) };
}

function unitsOf(open: readonly OpenRun[]): Unit[] {
  const units = new Map<string, Unit>();
  for (const [index, { work }] of open.entries())
    for (const one of work) {
      const key = keyOf(one);
      const unit = units.get(key);
      if (unit !== undefined) unit.sharedBy.push(index);
      else
        units.set(key, {
          ...{ key, run: one.run, kind: one.kind },
          ...{ sharedBy: [index], after: new Set<Unit>() },
        });
    }
  return [...units.values()];
}

/** What is the same for all runs that want the same made of a stage. */
function keyOf(work: StageWork): string {
  const { kind, run } = work;
  const tests =
    kind === 'test' ? work.parts.map((tests) => testsFolder({ folder: '', tests }).identity) : [];
  const whole = kind !== 'test' && work.tests ? testsFolder(run).identity : '';
  return JSON.stringify([kind, run.folder, whole, ...tests]);
}

/** The weights that tasks start from, and those that a run wants kept. */
export function neededWeights(open: readonly OpenRun[]): NeededWeights[] {
  const needed = new Map<string, Set<number>>();
  const add = (folder: string, epochs: readonly number[]): void => {
    needed.set(folder, new Set([...(needed.get(folder) ?? []), ...epochs]));
  };
  for (const { work } of open)
    for (const one of work) {
      if (one.kind === 'test') {
        if (one.run.parent !== null) add(one.run.parent.folder, []);
        add(one.run.folder, []);
        continue;
      }
      const { parent, start, folder } = one.run;
      if (one.weights.length > 0) add(folder, one.weights);
      if (parent !== null) add(parent.folder, [parent.stage.epochs]);
      if (start !== null) add(start.folder, []);
    }
  return [...needed].map(([folder, epochs]) => ({
    folder,
    epochs: [...epochs].sort((a, b) => a - b),
  }));
}

/** A task while units are put together. */
interface Chain {
  readonly units: Unit[];
  readonly after: Set<Chain>;
}

/**
 * Puts units together that the same runs share and that wait for nothing else meanwhile: a model is
 * built once for them.
 */
function chained(units: readonly Unit[]): Chain[] {
  const chains: Chain[] = [];
  const chainOf = new Map<Unit, Chain>();
  const siblings = new Map<string, Chain>();
  for (const unit of sorted(units, ({ after }) => after)) {
    const sharing = unit.sharedBy.join();
    const before = new Set([...unit.after].flatMap((one) => chainOf.get(one) ?? []));
    const own = [...before].find(
      (chain) =>
        chain.units[0]?.sharedBy.join() === sharing &&
        [...before].every((one) => one === chain || chain.after.has(one)),
    );
    const key = JSON.stringify([sharing, [...before].map((one) => one.units[0]?.key)]);
    const chain = own ?? siblings.get(key) ?? { units: [], after: before };
    if (chain.units.length === 0) chains.push(chain);
    if (own === undefined) siblings.set(key, chain);
    chain.units.push(unit);
    chainOf.set(unit, chain);
  }
  return chains;
}

function inOrder(chains: readonly Chain[]): Task[] {
  const first = ({ units }: Chain): Unit => units[0] as Unit;
  const byWeight = chains.toSorted(
    (a, b) =>
      first(b).sharedBy.length - first(a).sharedBy.length ||
      (first(a).sharedBy[0] ?? 0) - (first(b).sharedBy[0] ?? 0),
  );
  return sorted(byWeight, ({ after }) => after).map((chain) => {
    const { sharedBy } = first(chain);
    return {
      id: idOf(chain),
      run: sharedBy[0] ?? 0,
      sharedBy,
      stages: chain.units.map(({ run, kind }) => {
        const { stage, secondSeed, folder } = run;
        return { stage: stage.name, secondSeed, folder, kind };
      }),
      after: [...chain.after].map(idOf),
    };
  });
}

const idOf = ({ units }: Chain): string =>
  createHash('sha256')
    .update(JSON.stringify(units.map(({ key }) => key)))
    .digest('hex')
    .slice(0, 12);

/** The values in their order, but each after those that it waits for. */
function sorted<Value>(
  values: readonly Value[],
  before: (value: Value) => Iterable<Value>,
): Value[] {
  const result = new Set<Value>();
  const visit = (value: Value): void => {
    if (result.has(value)) return;
    for (const one of before(value)) visit(one);
    result.add(value);
  };
  for (const value of values) visit(value);
  return [...result];
}
