import { availableParallelism } from 'node:os';
import { describe, expect, it } from 'vitest';
import { defaultJobs, jobsWithRoom } from './local-executor.js';
import { deviceOfWorker } from './tasks/local-work.js';

describe('several GPUs', () => {
  it('have a worker each, and further ones in turn', () => {
    const device = 'cuda:0,cuda:2,cuda:3';
    expect(defaultJobs(1, device)).toBe(3);
    expect(jobsWithRoom({ threads: 1, device, room: null })).toBe(3);
    expect(jobsWithRoom({ jobs: 5, threads: 1, device, room: null })).toBe(5);
    expect([0, 1, 2, 3, 4].map((worker) => deviceOfWorker(worker, device))).toEqual([
      'cuda:0',
      'cuda:2',
      'cuda:3',
      'cuda:0',
      'cuda:2',
    ]);
  });

  it('one has one, and the processor one for every core', () => {
    expect(defaultJobs(1, 'cuda:1')).toBe(1);
    expect(defaultJobs(1, 'cpu')).toBe(availableParallelism());
    expect([0, 1].map((worker) => deviceOfWorker(worker, 'cpu'))).toEqual(['cpu', 'cpu']);
  });
});
