import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { LockedError, takeLease } from '../files/leases/lease.js';
import { StageRows } from './stage-rows.js';

const folder = mkdtempSync(join(tmpdir(), 'credence-'));
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

it('writes no row after another process has taken the stage of a suspended machine', () => {
  const lease = takeLease(folder, 'seed 1');
  const rows = new StageRows({ training: folder, tests: null });
  const at = { step: 1, steps: 3, epoch: 1, endOfEpoch: null };
  const step = { ...at, loss: 2, learningRate: 0.1, targets: 3 };
  rows.step(step);
  const losses = join(folder, 'losses.jsonl');
  const before = readFileSync(losses, 'utf8');
  const other = { pid: 7, host: 'elsewhere', token: 'its own' };
  writeFileSync(join(folder, 'lock.json'), JSON.stringify(other));
  vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 600_000);
  expect(() => rows.step({ ...step, step: 2 })).toThrow(LockedError);
  rows.close();
  lease.release();
  expect(readFileSync(losses, 'utf8')).toBe(before);
});
