import { PassThrough } from 'node:stream';
import type { WriteStream } from 'node:tty';
import { describe, expect, it } from 'vitest';
import { Progress } from './progress.js';

const at = {
  stage: 'stage1',
  secondSeed: null,
  epoch: 2,
  epochs: 4,
  loss: 1,
  documentsCut: 0,
  done: 0.5,
};

function shown(isTTY: boolean, use: (progress: Progress) => void): string {
  const stream = Object.assign(new PassThrough(), { isTTY, columns: 60 });
  const progress = new Progress('world', 2, stream as unknown as WriteStream);
  use(progress);
  progress.end();
  return String(stream.read() ?? '');
}

describe('Progress', () => {
  it('writes whole lines to a log, not one for every step', () => {
    const text = shown(false, (progress) => {
      for (let step = 0; step < 100; step++) progress.progress(10, at);
    });
    expect(text).toMatch(
      /^world: {2}25 %, 0 of 2 seeds done, about .* left; seed 10 +stage1 +epoch 2\.0 of 4 {2}loss 1\.0000\n$/,
    );
  });

  it('redraws in place on a terminal, within its width, and clears up', () => {
    const text = shown(true, (progress) => progress.progress(10, at));
    const [first = '', second = '', last] = text.split('\n');
    expect(first).toContain('0 of 2 seeds done');
    expect(Math.max(first.length, second.length)).toBeLessThan(60);
    expect(last).toBe('\x1b[2F\x1b[0J');
  });

  it('tells of a failure at once', () => {
    const text = shown(false, (progress) => progress.failed(3, 'out of luck'));
    expect(text).toBe('world, seed 3 failed: out of luck\n');
  });

  it('says once a stage how many documents are cut', () => {
    const text = shown(false, (progress) => {
      for (const seed of [10, 11]) {
        progress.progress(seed, { ...at, documentsCut: 12 });
        progress.progress(seed, { ...at, stage: 'stage2', documentsCut: 1 });
      }
    });
    const said = text.split('\n').filter((line) => line.includes('padTo'));
    expect(said).toHaveLength(2);
    expect(said[0]).toMatch(/^world, stage1: 12 documents of seed 10 /);
    expect(said[1]).toMatch(/^world, stage2: 1 document of seed 10 /);
  });

  it('counts neither seeds that failed nor those of other processes as done', () => {
    const text = shown(false, (progress) => {
      progress.left(3, 'seed 3 is being trained by process 7');
      progress.progress(10, at);
    });
    expect(text).toMatch(
      /^world: seed 3 is being trained by process 7\nworld: {2}50 %, 0 of 1 seeds done/,
    );
  });
});
