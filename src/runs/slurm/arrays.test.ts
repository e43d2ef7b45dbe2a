import { expect, it } from 'vitest';
import type { Task } from '../tasks/task-graph.js';
import { taskArrays } from './arrays.js';

const task = (id: string, ...after: string[]): Task => ({
  ...{ id, after, run: 0, sharedBy: [0], stages: [] },
});

/** The kind of a task is the letter that its id begins with. */
const arraysOf = (tasks: readonly Task[], most?: number) =>
  taskArrays(tasks, { kindOf: ({ id }) => id.charAt(0), ...(most !== undefined && { most }) }).map(
    ({ name, tasks: numbered, after }) => ({
      name,
      after,
      tasks: [...numbered].map(([number, { id }]) => `${number}:${id}`).join(' '),
    }),
  );

it('gives a task that waits for one other that one’s number, in an array of its kind', () => {
  const tasks = [
    ...[task('a1'), task('a2'), task('a3')],
    ...[task('b1', 'a1'), task('c1', 'a1'), task('b3', 'a3'), task('c2', 'a2')],
    task('d3', 'b3'),
  ];
  expect(arraysOf(tasks)).toEqual([
    { name: 'job-1', after: null, tasks: '0:a1 1:a2 2:a3' },
    { name: 'job-2', after: { array: 'job-1' }, tasks: '0:b1 2:b3' },
    { name: 'job-3', after: { array: 'job-1' }, tasks: '0:c1 1:c2' },
    { name: 'job-4', after: { array: 'job-2' }, tasks: '2:d3' },
  ]);
});

it('gives two of a kind that wait for the same task an array each', () => {
  expect(arraysOf([task('a1'), task('b1', 'a1'), task('b2', 'a1')])).toEqual([
    { name: 'job-1', after: null, tasks: '0:a1' },
    { name: 'job-2', after: { array: 'job-1' }, tasks: '0:b1' },
    { name: 'job-3', after: { array: 'job-1' }, tasks: '0:b2' },
  ]);
});

it('has one alone that waits for several, or for a task of an earlier submission', () => {
  expect(arraysOf([task('a1'), task('a2'), task('b1', 'a1', 'a2'), task('b2', '17_3')])).toEqual([
    { name: 'job-1', after: null, tasks: '0:a1 1:a2' },
    { name: 'job-2', after: { tasks: ['a1', 'a2'] }, tasks: '0:b1' },
    { name: 'job-3', after: { tasks: ['17_3'] }, tasks: '0:b2' },
  ]);
});

it('begins another array where Slurm would refuse a longer one', () => {
  expect(arraysOf([task('a1'), task('a2'), task('a3'), task('b3', 'a3')], 2)).toEqual([
    { name: 'job-1', after: null, tasks: '0:a1 1:a2' },
    { name: 'job-2', after: null, tasks: '0:a3' },
    { name: 'job-3', after: { array: 'job-2' }, tasks: '0:b3' },
  ]);
});
