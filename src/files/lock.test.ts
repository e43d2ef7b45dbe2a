import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LockedError, lockHolder, takeLock } from './lock.js';
import { processState } from './process-state.js';

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
      expect(() => takeLock(folder, 'seed 3')).toThrow(
        `seed 3 is being trained by process ${live.pid}; if that is another program, remove ` +
          join(folder, 'lock.json'),
      );
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

  it.skipIf(!proc)(
    `takes a defunct process, which waits for its parent, for dead${why}`,
    async () => {
      // The shell becomes a program that never asks what became of the shell's child, which lives
      // until then.
      const stdio = ['ignore', 'pipe', 'inherit', 'pipe'] as const;
      const parent = spawn('sh', ['-c', 'cat <&3 & echo $!; exec sleep 600'], {
        stdio: [...stdio],
      });
      try {
        const [line] = (await once(parent.stdout as Readable, 'data')) as [Buffer];
        const pid = Number(line.toString());
        while (readFileSync(`/proc/${parent.pid}/comm`, 'utf8') !== 'sleep\n') await setTimeout(20);
        (parent.stdio[3] as Writable).destroy();
        while (processState(pid)?.isLive === true) await setTimeout(20);
        const state = processState(pid);
        expect(state).toMatchObject({ isLive: false, started: expect.stringMatching(/^\d+$/) });
        write({ pid, host: hostname(), started: state?.started });
        expect(lockHolder(folder)).toBeNull();
        takeLock(folder, 'seed 3')();
        expect(readdirSync(folder)).toEqual([]);
      } finally {
        parent.kill('SIGKILL');
      }
    },
  );

  it('takes a process of another machine for alive, and a damaged lock for none', () => {
    write({ pid: 1, host: 'elsewhere' });
    expect(() => takeLock(folder, 'seed 3')).toThrow(
      'seed 3 is being trained by process 1 on elsewhere; if that has ended, remove ' +
        join(folder, 'lock.json'),
    );
    // What a crash can leave: nothing, or blocks that were never filled.
    for (const left of ['', Buffer.alloc(30)]) {
      writeFileSync(join(folder, 'lock.json'), left);
      expect(lockHolder(folder)).toBeNull();
      takeLock(folder, 'seed 3')();
      expect(readdirSync(folder)).toEqual([]);
    }
  });

  it('takes over although another was killed while it did so', () => {
    const dead = { pid: spawnSync(process.execPath, ['-e', '']).pid, host: hostname() };
    write(dead);
    for (const guard of ['lock.json.stale', 'lock.json.stale.stale'])
      writeFileSync(join(folder, guard), JSON.stringify(dead));
    takeLock(folder, 'seed 3')();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('leaves the lock of another that came meanwhile', () => {
    const release = takeLock(folder, 'seed 3');
    write({ pid: 1, host: 'elsewhere' });
    release();
    expect(readFileSync(join(folder, 'lock.json'), 'utf8')).toContain('elsewhere');
  });

  it('says what to do about a lock that it can neither read nor make', () => {
    const path = join(folder, 'lock.json');
    symlinkSync(join(folder, 'nothing'), path);
    expect(() => takeLock(folder, 'seed 3')).toThrow(
      `${path} can be neither made nor read; if nothing is being trained there, remove ${path}`,
    );
    rmSync(path);
    mkdirSync(path);
    expect(() => takeLock(folder, 'seed 3')).toThrow(
      `cannot read ${path}: it is a folder; if nothing is being trained there, remove ${path}`,
    );
  });

  it('is one process at a time, also while locks of the dead are taken over', async () => {
    // Each child holds the lock for short times and finds the marker of no other while it does.
    const script = `
      import { closeSync, openSync, rmSync, writeFileSync } from 'node:fs';
      import { LockedError, takeLock } from ${JSON.stringify(new URL('./lock.ts', import.meta.url).href)};
      const folder = ${JSON.stringify(folder)};
      for (let held = 0; held < 15; ) {
        try {
          const release = takeLock(folder, 'x');
          closeSync(openSync(folder + '/marker', 'wx'));
          held++;
          rmSync(folder + '/marker');
          const dead = { pid: 4194303, host: ${JSON.stringify(hostname())} };
          if (held % 3 === 0) writeFileSync(folder + '/lock.json', JSON.stringify(dead));
          else release();
        } catch (error) {
          if (!(error instanceof LockedError)) throw error;
        }
      }`;
    const args = ['--import', 'tsx', '--input-type=module', '-e', script];
    const children = [0, 1, 2].map(() => spawn(process.execPath, args, { stdio: 'inherit' }));
    const ends = await Promise.all(children.map((child) => once(child, 'exit')));
    expect(ends.map(([status]) => status)).toEqual([0, 0, 0]);
  });
});
