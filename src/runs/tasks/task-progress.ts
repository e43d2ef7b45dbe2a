import { isDone } from '../done-file.js';
import type { RunEvent } from '../events.js';
import type { Work } from '../executor.js';
import { type NeededWeights, settleWeights } from '../work/kept-weights.js';
import { missingWork } from '../work/missing-work.js';
import { forgetFailure, noteFailure } from './failures.js';
import {
  neededWeights,
  type OpenRun,
  openRuns,
  type Task,
  type TaskGraph,
  taskGraph,
} from './task-graph.js';
import type { OrderedTask } from './worker-process.js';

type TaskState = 'waiting' | 'running' | 'finished' | 'over';

/** Which tasks of some work can be begun, and what becomes of its runs, which it tells. */
export class TaskProgress {
  readonly #work: Work;
  readonly #tell: (event: RunEvent) => void;
  readonly #open: readonly OpenRun[];
  readonly #graph: TaskGraph;
  readonly #tasksOf: readonly (readonly Task[])[];
  readonly #states = new Map<string, TaskState>();
  /** Runs that have begun, and those of which an end was told, by index. */
  readonly #begun = new Set<number>();
  readonly #ended = new Set<number>();
  readonly #finished = new Set<number>();
  #isClosed = false;

  constructor(work: Work, tell: (event: RunEvent) => void) {
    this.#work = work;
    this.#tell = tell;
    this.#open = openRuns(work);
    this.#graph = taskGraph(this.#open);
    this.#tasksOf = this.#open.map((_, index) =>
      this.#graph.tasks.filter(({ sharedBy }) => sharedBy.includes(index)),
    );
    for (const { id } of this.#graph.tasks) this.#states.set(id, 'waiting');
    for (const [index, tasks] of this.#tasksOf.entries())
      if (tasks.length === 0) {
        this.#begin(index);
        this.#finishRun(index);
      }
  }

  /** What there is to do, as it was when this began. */
  get graph(): TaskGraph {
    return this.#graph;
  }

  /** Weights that have to be saved, or left where they are. */
  get needed(): readonly NeededWeights[] {
    return [...this.#graph.needed, ...this.#kept];
  }

  /** Where results are kept. */
  get runsFolder(): string {
    return this.#work.runsFolder;
  }

  get #kept() {
    return (this.#work.kept ?? []).map((folder) => ({ folder, epochs: [] }));
  }

  /** How many tasks there are. */
  get tasks(): number {
    return this.#graph.tasks.length;
  }

  /**
   * The next task that can be begun, and with it others that a worker can train as one program: the
   * same stages of other seeds, as many as its execution wants. They now count as running. Empty
   * where none can be begun.
   *
   * @param isAlone whether a task is to be begun without others
   */
  begin(isAlone: (task: Task) => boolean): readonly Task[] {
    if (this.#isClosed) return [];
    const ready = this.#graph.tasks.filter((one) => this.#isReady(one));
    const [first] = ready;
    if (first === undefined) return [];
    const { batchSeeds } = this.#runOf(this.#ownerOf(first)).order.execution;
    const most = isAlone(first) ? 1 : (batchSeeds ?? 1);
    const alike = (task: Task): boolean =>
      !isAlone(task) && this.#whatIsTrained(task) === this.#whatIsTrained(first);
    const others = most === 1 ? [] : ready.slice(1).filter(alike);
    const tasks = [first, ...others.slice(0, most - 1)];
    for (const task of tasks) this.begun(task);
    return tasks;
  }

  /** The same of tasks that differ by their seed alone; else, and where none is trained, by task. */
  #whatIsTrained(task: Task): string {
    const { id, stages } = task;
    if (stages.every(({ kind }) => kind === 'test')) return id;
    const { experiment } = this.#runOf(this.#ownerOf(task)).order;
    const of = stages.map(({ stage, secondSeed, kind }) => [stage, secondSeed, kind]);
    return JSON.stringify([experiment.name, of]);
  }

  /** A task was begun. */
  begun(task: Task): void {
    if (this.#states.get(task.id) !== 'waiting') return;
    this.#states.set(task.id, 'running');
    for (const index of task.sharedBy) this.#begin(index);
  }

  /** A task waits elsewhere, for the reason that is told. */
  queued(task: Task, reason: string): void {
    this.#tell({ ...this.#of(this.#ownerOf(task)), kind: 'queued', reason });
  }

  /** Whether what a task makes is on disk. */
  isMade(task: Task): boolean {
    const { order, runs } = this.#runOf(this.#ownerOf(task));
    const { execution, trains, remakesWeights } = order;
    const rules = { ...execution, trains, remakesWeights, needed: this.needed };
    const missing = new Set(missingWork(runs, rules).map(({ run }) => run.folder));
    return task.stages.every(({ folder }) => !missing.has(folder));
  }

  /** Whether a task could still be begun when others are finished. */
  get mayGoOn(): boolean {
    const running = [...this.#states.values()].includes('running');
    return !this.#isClosed && running && this.#graph.tasks.some((one) => this.#isWaiting(one));
  }

  /** Nothing more is begun. */
  close(): void {
    this.#isClosed = true;
  }

  /** What a worker is told of a task. */
  orderOf(task: Task): OrderedTask {
    const { order } = this.#runOf(this.#ownerOf(task));
    return { order, folders: task.stages.map(({ folder }) => folder) };
  }

  /** Passes on what happens in a task, with how much of its run is done. */
  observe(task: Task, event: RunEvent): void {
    if (event.kind === 'run-begun') return;
    if (event.kind !== 'step') {
      this.#tell(event);
      return;
    }
    const tasks = this.#tasksOf[this.#ownerOf(task)] ?? [];
    const before = tasks.filter(({ id }) => this.#states.get(id) === 'finished').length;
    this.#tell({ ...event, done: (before + event.done) / tasks.length });
  }

  /** A task is done; what waited for it can be begun. */
  finished(task: Task): void {
    this.#states.set(task.id, 'finished');
    for (const { folder } of task.stages) forgetFailure(folder);
    for (const index of task.sharedBy) {
      const isWhole = (this.#tasksOf[index] ?? []).every(
        ({ id }) => this.#states.get(id) === 'finished',
      );
      if (isWhole && !this.#ended.has(index)) this.#finishRun(index);
    }
  }

  /**
   * A task will be tried again, as the machine failed at the given attempt.
   *
   * @param how is told behind `trying again`
   */
  retried(task: Task, message: string, attempt: number, how: string): void {
    this.#states.set(task.id, 'waiting');
    noteFailure(openFolder(task), { message, attempts: attempt });
    const again = `${message}; trying again ${how}`;
    this.#tell({ ...this.#of(this.#ownerOf(task)), kind: 'retried', message: again });
  }

  /** A task was tried again elsewhere; the message says why. */
  again(task: Task, message: string): void {
    const again = `${message}; it is tried again`;
    this.#tell({ ...this.#of(this.#ownerOf(task)), kind: 'retried', message: again });
  }

  /** Something that is worth knowing while a task goes on. */
  note(task: Task, message: string): void {
    this.#tell({ ...this.#of(this.#ownerOf(task)), kind: 'note', message });
  }

  /** A task failed for good, at the given attempt: the runs that need it end. */
  failed(
    task: Task,
    { message, forAll }: { readonly message: string; readonly forAll: boolean },
    attempt: number,
  ): void {
    if (forAll) this.close();
    noteFailure(openFolder(task), { message, attempts: attempt });
    const owner = this.#ownerOf(task);
    const lost = `not begun, as it needs ${this.#what(task, owner)}, which failed`;
    const often = attempt === 1 ? '' : ` (attempt ${attempt} of ${attempt})`;
    this.#over(task, lost, (index) => {
      const own = index === owner;
      return { kind: 'failed', message: own ? message + often : lost, forAll: own && forAll };
    });
  }

  /** Another process works at a task: the runs that need it are left to that. */
  left(task: Task, message: string): void {
    const lost = `not begun, as it needs ${this.#what(task, this.#ownerOf(task))}: ${message}`;
    this.#over(task, lost, () => ({ kind: 'left', message }));
  }

  /** A task was stopped as it was ordered. */
  stopped(task: Task): void {
    this.#states.set(task.id, 'over');
  }

  /** Tells the end of every run of which none was told: they were stopped or not begun. */
  end(): void {
    for (const index of this.#open.keys())
      if (!this.#ended.has(index)) this.#endRun(index, { kind: 'stopped' });
    for (const index of this.#finished) this.#settle(index);
  }

  #isWaiting({ id, sharedBy }: Task): boolean {
    return this.#states.get(id) === 'waiting' && sharedBy.some((index) => !this.#ended.has(index));
  }

  #isReady(task: Task): boolean {
    const isDone = (id: string): boolean => this.#states.get(id) === 'finished';
    return this.#isWaiting(task) && task.after.every(isDone);
  }

  /** The first run that still needs a task: by its settings it is worked at. */
  #ownerOf({ run, sharedBy }: Task): number {
    return sharedBy.find((index) => !this.#ended.has(index)) ?? run;
  }

  #runOf(index: number): OpenRun {
    return this.#open[index] as OpenRun;
  }

  #of(index: number) {
    const { experiment, seed } = this.#runOf(index).order;
    return { experiment: experiment.name, seed, time: Date.now() };
  }

  #what({ stages }: Task, owner: number): string {
    const { experiment, seed } = this.#of(owner);
    return `${stages.map(({ stage }) => stage).join(', ')} of ${experiment}, seed ${seed}`;
  }

  #begin(index: number): void {
    if (this.#begun.has(index)) return;
    this.#begun.add(index);
    const stages = this.#runOf(index).work.map(({ run }) => run.stage.name);
    this.#tell({ ...this.#of(index), kind: 'run-begun', stages });
  }

  /** Ends the runs of a task that is over, and, as `lost`, those that would have started from it. */
  #over(task: Task, lost: string, end: (index: number) => RunEnd): void {
    this.#states.set(task.id, 'over');
    for (const index of task.sharedBy) if (!this.#ended.has(index)) this.#endRun(index, end(index));
    for (const one of this.#graph.tasks)
      if (one.after.includes(task.id) && this.#states.get(one.id) === 'waiting')
        this.#over(one, lost, () => ({ kind: 'failed', message: lost, forAll: false }));
  }

  #endRun(index: number, end: RunEnd | { readonly kind: 'run-finished' }): void {
    this.#ended.add(index);
    this.#tell({ ...this.#of(index), ...end });
  }

  /** Looks at what is on disk of a run whose tasks are all done, and tells its end. */
  #finishRun(index: number): void {
    const { order, runs } = this.#runOf(index);
    const { execution, trains, remakesWeights } = order;
    const rules = { ...execution, trains, remakesWeights };
    const missing = missingWork(runs, rules).map(({ run }) => run.stage.name);
    if (missing.length > 0) {
      const message = `${missing.join(', ')} is not in its folder, though it was trained there`;
      this.#endRun(index, { kind: 'failed', message, forAll: false });
      return;
    }
    this.#finished.add(index);
    this.#settle(index);
    this.#endRun(index, { kind: 'run-finished' });
  }

  /** Removes weights of a finished run that no other one wants. */
  #settle(index: number): void {
    const { order, runs } = this.#runOf(index);
    const others = this.#open.filter((_, other) => !this.#finished.has(other));
    if (order.trains !== false)
      settleWeights(runs, order.execution, [...neededWeights(others), ...this.#kept]);
  }
}

/** The folder of the first stage of a task that is not trained; of the first one where all are. */
export function openFolder({ stages }: Task): string {
  return (stages.find((one) => !isDone(one)) ?? stages[0])?.folder ?? '';
}

/** How a run ends that is not finished. */
type RunEnd =
  | { readonly kind: 'failed'; readonly message: string; readonly forAll: boolean }
  | { readonly kind: 'left'; readonly message: string }
  | { readonly kind: 'stopped' };
