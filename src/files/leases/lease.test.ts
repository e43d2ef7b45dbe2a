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
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { processState } from '../process-state.js';
import { beatText } from './holder.js';
import {
  checkLease,
  hasLostLease,
  LockedError,
  leaseHolder,
  takeLease,
  takeLeases,
} from './lease.js';

const proc = existsSync('/proc/self/stat');
const why = proc ? '' : ' (skipped: there is no /proc here)';

let folder: string;
const write = (holder: unknown) => writeFileSync(join(folder, 'lock.json'), JSON.stringify(holder));

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'credence-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('a lease', () => {
  it('holds until it is given back, and leaves nothing behind', () => {
    const lease = takeLease(folder, 'seed 3');
    expect(leaseHolder(folder)?.holder).toMatchObject({ pid: process.pid, host: hostname() });
    expect(() => takeLease(folder, 'seed 3')).toThrow(
      new LockedError(`seed 3 is being trained by process ${process.pid}`),
    );
    lease.release();
    expect(leaseHolder(folder)).toBeNull();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('respects a live process and takes over from a dead one', () => {
    const live = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    try {
      write({ pid: live.pid, host: hostname() });
      expect(() => takeLease(folder, 'seed 3')).toThrow(
        `seed 3 is being trained by process ${live.pid}; if that is another program, remove ` +
          join(folder, 'lock.json'),
      );
    } finally {
      live.kill('SIGKILL');
    }
    const dead = spawnSync(process.execPath, ['-e', '']);
    write({ pid: dead.pid, host: hostname() });
    expect(leaseHolder(folder)).toBeNull();
    takeLease(folder, 'seed 3').release();
    expect(existsSync(join(folder, 'lock.json'))).toBe(false);
  });

  it.skipIf(!proc)(`tells a process from an earlier one of its number${why}`, () => {
    write({ pid: process.pid, host: hostname(), started: '1' });
    expect(leaseHolder(folder)).toBeNull();
    takeLease(folder, 'seed 3').release();
    write({ pid: process.pid, host: hostname() });
    expect(leaseHolder(folder)).not.toBeNull();
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
        expect(leaseHolder(folder)).toBeNull();
        takeLease(folder, 'seed 3').release();
        expect(readdirSync(folder)).toEqual([]);
      } finally {
        parent.kill('SIGKILL');
      }
    },
  );

  it('of an earlier version counts as alive on another machine; a damaged one is none', () => {
    write({ pid: 1, host: 'elsewhere' });
    expect(() => takeLease(folder, 'seed 3')).toThrow(
      'seed 3 is being trained by process 1 on elsewhere; if that has ended, remove ' +
        join(folder, 'lock.json'),
    );
    // What a crash can leave: nothing, or blocks that were never filled; and numbers of no process.
    const zero = Buffer.from(JSON.stringify({ pid: 0, host: hostname() }));
    const all = Buffer.from(JSON.stringify({ pid: -1, host: hostname() }));
    for (const left of [Buffer.alloc(0), Buffer.alloc(30), zero, all]) {
      writeFileSync(join(folder, 'lock.json'), left);
      expect(leaseHolder(folder)).toBeNull();
    }
    takeLease(folder, 'seed 3').release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('takes over although another was killed while it did so', () => {
    const dead = { pid: spawnSync(process.execPath, ['-e', '']).pid, host: hostname() };
    write(dead);
    for (const guard of ['lock.json.stale', 'lock.json.stale.stale'])
      writeFileSync(join(folder, guard), JSON.stringify(dead));
    takeLease(folder, 'seed 3').release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('that another took says so, before anything more is written, and stays', () => {
    const lease = takeLease(folder, 'seed 3');
    lease.check();
    checkLease(join(folder, 'tests-01234567'));
    write(elsewhere(1));
    const lost =
      'seed 3 was given up: this process showed no sign of life for over 120 s, as a suspended ' +
      `one does, and process 17 on elsewhere (Slurm job 9) took ${folder} over`;
    expect(() => lease.check(60_000)).not.toThrow();
    expect(() => lease.check()).toThrow(new LockedError(lost));
    expect(() => checkLease(join(folder, 'tests-01234567'))).toThrow(lost);
    expect(hasLostLease(folder)).toBe(true);
    lease.release();
    expect(readFileSync(join(folder, 'lock.json'), 'utf8')).toContain('elsewhere');
    expect(hasLostLease(folder)).toBe(false);
  });

  it('says what to do about a lock that it can neither read nor make', () => {
    const path = join(folder, 'lock.json');
    symlinkSync(join(folder, 'nothing'), path);
    expect(() => takeLease(folder, 'seed 3')).toThrow(
      `${path} can be neither made nor read; if nothing is being trained there, remove ${path}`,
    );
    rmSync(path);
    mkdirSync(path);
    expect(() => takeLease(folder, 'seed 3')).toThrow(
      `cannot read ${path}: it is a folder; if nothing is being trained there, remove ${path}`,
    );
  });

  it('takes several folders, or none', () => {
    const [one, two] = [join(folder, 'one'), join(folder, 'two')];
    const wanted = [one, two].map((path) => ({ folder: path, what: 'seed 3' }));
    const lease = takeLease(two, 'seed 4');
    expect(() => takeLeases(wanted)).toThrow(LockedError);
    expect(readdirSync(one)).toEqual([]);
    lease.release();
    for (const taken of takeLeases(wanted)) taken.release();
  });

  it('is one process at a time, also while locks of the dead are taken over', async () => {
    // Each child holds the lock for short times and finds the marker of no other while it does.
    const script = `
      import { closeSync, openSync, rmSync, writeFileSync } from 'node:fs';
      import { LockedError, takeLease } from ${JSON.stringify(new URL('./lease.ts', import.meta.url).href)};
      const folder = ${JSON.stringify(folder)};
      for (let held = 0; held < 15; ) {
        try {
          const lease = takeLease(folder, 'x', { silence: 60 });
          closeSync(openSync(folder + '/marker', 'wx'));
          held++;
          rmSync(folder + '/marker');
          const here = { pid: 4194303, host: ${JSON.stringify(hostname())} };
          const there = { pid: 1, host: 'elsewhere', token: 'b' };
          const dead = held % 2 === 0 ? here : there;
          if (held % 3 === 0) writeFileSync(folder + '/lock.json', JSON.stringify(dead));
          else lease.release();
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

/** What a process of another machine writes, which nobody here can look at. */
const elsewhere = (beat: number) => ({
  ...{ pid: 17, host: 'elsewhere', started: '5', machine: 'another', slurmJob: '9' },
  ...{ since: '2026-03-04T05:06:07.000Z', token: 'a'.repeat(32), beat: beatText(beat) },
});

describe('a lease of another machine', () => {
  const path = () => join(folder, 'lock.json');
  /** Its file as it is so many seconds after it was written, by its file system. */
  const age = (seconds: number) => {
    const time = Date.now() / 1000 - seconds;
    utimesSync(path(), time, time);
  };

  it.each([
    ['long ago', 3600],
    ['in the future, by its clock', -3600],
  ])('that was renewed %s is free when its heartbeat stays out', (_, seconds) => {
    write(elsewhere(7));
    age(seconds);
    const began = performance.now();
    takeLease(folder, 'seed 3', { silence: 400 }).release();
    expect(performance.now() - began).toBeGreaterThan(390);
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each([3600, -3600])('that is renewed is alive, whatever its clock says (%d s)', async (by) => {
    write(elsewhere(7));
    age(by);
    const script = `
      import { writeFileSync } from 'node:fs';
      setTimeout(() => writeFileSync(process.argv[1], process.argv[2]), 300);`;
    const text = JSON.stringify(elsewhere(8));
    const other = spawn(process.execPath, ['--input-type=module', '-e', script, path(), text]);
    expect(() => takeLease(folder, 'seed 3', { silence: 60_000 })).toThrow(
      new LockedError('seed 3 is being trained by process 17 on elsewhere (Slurm job 9)'),
    );
    await once(other, 'exit');
    expect(readFileSync(path(), 'utf8')).toContain(beatText(8));
  });

  it('that was renewed just now is alive at once', () => {
    write(elsewhere(7));
    const began = performance.now();
    expect(() => takeLease(folder, 'seed 3')).toThrow(LockedError);
    expect(performance.now() - began).toBeLessThan(5000);
  });

  it('is seen without writing anything', () => {
    write(elsewhere(7));
    expect(leaseHolder(folder)).toMatchObject({ holder: { pid: 17 }, isSilent: false });
    age(600);
    expect(leaseHolder(folder)).toMatchObject({ holder: { pid: 17 }, isSilent: true });
    expect(readdirSync(folder)).toEqual(['lock.json']);
  });
});

it('is renewed while the main thread of its holder stands still', async () => {
  const script = `
    import { takeLease } from ${JSON.stringify(new URL('./lease.ts', import.meta.url).href)};
    takeLease(${JSON.stringify(folder)}, 'x');
    process.stdout.write('taken');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);`;
  const args = ['--import', 'tsx', '--input-type=module', '-e', script];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    await once(child.stdout as Readable, 'data');
    const beat = () => leaseHolder(folder)?.holder.beat;
    expect(beat()).toBe(beatText(0));
    while (beat() === beatText(0)) await setTimeout(50);
    expect(beat()).toBe(beatText(1));
  } finally {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  // Its process is of this machine, and gone: nobody waits for its silence.
  expect(leaseHolder(folder)).toBeNull();
  takeLease(folder, 'seed 3').release();
});
