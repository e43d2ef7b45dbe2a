import { execFileSync, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const program = fileURLToPath(new URL('short-of-memory.ts', import.meta.url));
const canLimit = spawnSync('prlimit', ['--version']).status === 0;

interface Outcome {
  readonly loss: number;
  /** Examples of a micro-batch that a search found to fit; null where all did. */
  readonly fits: number | null;
  /** Tensors alive after the step that were not before it. */
  readonly kept: number;
  readonly message: string;
}

/** A step of 256 documents, `room` more bytes than before it; 0: no limit. */
function step(microBatch: number | null | 'search', room: number): Outcome {
  const args = ['--import', 'tsx', program, JSON.stringify(microBatch), String(room)];
  const env = { ...process.env, NODE_OPTIONS: '' };
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8', env }));
}

const why = canLimit ? '' : ' (skipped: prlimit, which limits a process, is not on PATH)';
describe.skipIf(!canLimit)(`a step that does not fit into memory${why}`, () => {
  const room = 250e6;

  it('search: goes on with micro-batches that fit, and comes to the same loss', () => {
    const free = step(null, 0);
    const limited = step('search', room);
    expect(free).toMatchObject({ fits: null, kept: 0 });
    expect(limited.fits ?? 256).toBeLessThan(256);
    expect(limited.kept).toBe(0);
    expect(limited.loss / free.loss).toBeCloseTo(1, 6);
  }, 60_000);

  it.each([null, 200])(
    'microBatch %s: is an error that says what fits',
    (wanted) => {
      const { message, kept } = step(wanted, room);
      expect(message).toMatch(
        new RegExp(
          `^memory ran out with ${wanted ?? 256} examples in a micro-batch, but \\d+ fit: run the ` +
            'same command with --micro-batch \\d+,',
        ),
      );
      expect(kept).toBe(0);
    },
    60_000,
  );
});
