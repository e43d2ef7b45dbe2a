import { execFileSync, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const program = fileURLToPath(new URL('short-of-memory.ts', import.meta.url));
const canLimit = spawnSync('prlimit', ['--version']).status === 0;

interface Outcome {
  readonly loss: number;
  /** Documents of a pass that fit. */
  readonly fits: number;
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

  it('search: goes on with passes that fit, and comes to the same loss', () => {
    const free = step(null, 0);
    const limited = step('search', room);
    expect(free).toMatchObject({ fits: 256, kept: 0 });
    expect(limited.fits).toBeLessThan(256);
    expect(limited.kept).toBe(0);
    expect(limited.loss / free.loss).toBeCloseTo(1, 6);
  }, 60_000);

  it.each([null, 200])(
    'a micro-batch of %s: is an error that says what fits',
    (wanted) => {
      const { message, kept } = step(wanted, room);
      expect(message).toMatch(
        new RegExp(
          '^stages\\.stage1: memory ran out in a pass of ' +
            `${wanted ?? 256} documents, and \\d+ fit: run again with --micro-batch \\d+, or with`,
        ),
      );
      expect(kept).toBe(0);
    },
    60_000,
  );
});
