import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LockedError, lockHolder, takeLock } from './lock.js';

const proc = existsSync('/proc/self/stat');
const why = proc ? '' : ' (skipped: there is no /proc here)';

let folder: string;
const write = (holder: unknown) => writeFileSync(join(folder, 'lock.json'), JSON.stringify(holder));

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'credence-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('takeLock', () => {
  it('holds until it is given back, and leaves nothing behind', () => {
    const release = takeLock(folder, 'seed 3');
    expect(lockHolder(folder)).toMatchObject({ pid: process.pid, host: hostname() });
    expect(() => takeLock(folder, 'seed 3')).toThrow(
      new LockedError(`seed 3 is being trained by process ${process.pid}`),
    );
    release();
    expect(lockHolder(folder)).toBeNull();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('respects a live process and takes over from a dead one', () => {
    const live = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    try {
      write({ pid: live.pid, host: hostname() });
      expect(() => takeLock(folder, 'seed 3')).toThrow(`process ${live.pid}`);
    } finally {
      live.kill('SIGKILL');
    }
    const dead = spawnSync(process.execPath, ['-e', '']);
    write({ pid: dead.pid, host: hostname() });
    expect(lockHolder(folder)).toBeNull();
    takeLock(folder, 'seed 3')();
    expect(existsSync(join(folder, 'lock.json'))).toBe(false);
  });

  it.skipIf(!proc)(`tells a process from an earlier one of its number${why}`, () => {
    write({ pid: process.pid, host: hostname(), started: '1' });
    expect(lockHolder(folder)).toBeNull();
    takeLock(folder, 'seed 3')();
    write({ pid: process.pid, host: hostname() });
    expect(lockHolder(folder)).not.toBeNull();
  });

  it('takes a process of another machine for alive, and a damaged lock for none', () => {
    write({ pid: 1, host: 'elsewhere' });
    expect(() => takeLock(folder, 'seed 3')).toThrow(
      'seed 3 is being trained by process 1 on elsewhere; if that has ended, remove ' +
        join(folder, 'lock.json'),
    );
    writeFileSync(join(folder, 'lock.json'), '{"pid":');
    takeLock(folder, 'seed 3')();
    expect(readdirSync(folder)).toEqual([]);
  });
});
