import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockHolder, takeLock } from './lock.js';

let folder: string;
const write = (holder: unknown) => writeFileSync(join(folder, 'lock.json'), JSON.stringify(holder));

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'credence-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('takeLock', () => {
  it('holds until it is given back, and leaves nothing behind', () => {
    const release = takeLock(folder);
    expect(lockHolder(folder)).toEqual({ pid: process.pid, host: hostname() });
    expect(() => takeLock(folder)).toThrow(
      `${folder} is being written by process ${process.pid} on ${hostname()}; ` +
        'if that has ended, remove',
    );
    release();
    expect(lockHolder(folder)).toBeNull();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('respects a live process and takes over from a dead one', () => {
    const live = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    try {
      write({ pid: live.pid, host: hostname() });
      expect(() => takeLock(folder)).toThrow(`process ${live.pid}`);
    } finally {
      live.kill('SIGKILL');
    }
    const dead = spawnSync(process.execPath, ['-e', '']);
    write({ pid: dead.pid, host: hostname() });
    expect(lockHolder(folder)).toBeNull();
    takeLock(folder)();
    expect(existsSync(join(folder, 'lock.json'))).toBe(false);
  });

  it('takes a process of another machine for alive, and a damaged lock for none', () => {
    write({ pid: 1, host: 'elsewhere' });
    expect(() => takeLock(folder)).toThrow('process 1 on elsewhere');
    writeFileSync(join(folder, 'lock.json'), '{"pid":');
    takeLock(folder)();
    expect(readdirSync(folder)).toEqual([]);
  });
});
