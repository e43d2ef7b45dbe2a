import type { Task } from '../tasks/task-graph.js';

/** Tasks of one job array. */
export interface TaskArray {
  /** As `job-1`; arrays are numbered in the order in which they can be submitted. */
  readonly name: string;
  /** By their numbers in the array. */
  readonly tasks: ReadonlyMap<number, Task>;
  /**
   * What has to be done before: of another array the task of the same number, or tasks by their ids;
   * null where nothing is.
   */
  readonly after: { readonly array: string } | { readonly tasks: readonly string[] } | null;
}

/** What decides into which array a task comes. */
export interface ArrayRules {
  /** What tasks of one array have in common, such as their experiment and stages. */
  readonly kindOf: (task: Task) => string;
  /** Most tasks of an array; Slurm's own limit is 1,000 where it was not changed. */
  readonly most?: number;
}

/**
 * Puts tasks into job arrays. A task that waits for one other of them has that one's number in an
 * array of its own, so that Slurm starts it when just that one is done (`aftercorr`) and not when all
 * are; one that waits for several, or for tasks of an earlier submission, stands alone.
 *
 * @param tasks in an order in which they can be begun
 */
export function taskArrays(
  tasks: readonly Task[],
  { kindOf, most = 1000 }: ArrayRules,
): TaskArray[] {
  const arrays: (TaskArray & { readonly tasks: Map<number, Task> })[] = [];
  const byKey = new Map<string, (typeof arrays)[number]>();
  const places = new Map<string, { readonly array: string; readonly number: number }>();
  const here = new Set(tasks.map(({ id }) => id));
  const put = (task: Task, key: string, after: TaskArray['after'], number?: number): void => {
    for (let copy = 0; ; copy++) {
      const whole = JSON.stringify([key, copy]);
      const found = byKey.get(whole);
      const array = found ?? { name: `job-${arrays.length + 1}`, tasks: new Map(), after };
      const own = number ?? array.tasks.size;
      if (array.tasks.has(own) || array.tasks.size >= most) continue;
      if (found === undefined) arrays.push(array);
      byKey.set(whole, array);
      array.tasks.set(own, task);
      places.set(task.id, { array: array.name, number: own });
      return;
    }
  };
  for (const task of tasks) {
    const kind = kindOf(task);
    const [first, ...more] = task.after;
    const before = first === undefined ? undefined : places.get(first);
    if (first === undefined) put(task, JSON.stringify(['first', kind]), null);
    else if (before !== undefined && more.length === 0 && here.has(first))
      put(
        task,
        JSON.stringify(['after', before.array, kind]),
        { array: before.array },
        before.number,
      );
    else put(task, JSON.stringify(['alone', task.id]), { tasks: task.after });
  }
  return arrays;
}
