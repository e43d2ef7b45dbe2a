import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { MemoryWatch } from './memory-watch.js';
import { SystemMemory } from './system-memory.js';

const root = mkdtempSync(join(tmpdir(), 'credence-'));
afterAll(() => rmSync(root, { recursive: true }));

const GB = 1e9;

/** A machine as Linux shows it, in a folder of its own. */
class Machine {
  readonly root: string;
  constructor(name: string) {
    this.root = join(root, name);
    this.write('proc/self/cgroup', '0::/jobs/one\n');
  }

  write(path: string, text: string): void {
    const whole = join(this.root, path);
    mkdirSync(dirname(whole), { recursive: true });
    writeFileSync(whole, text);
  }

  memory(total: number, available: number): void {
    const lines = [
      ['MemTotal', total],
      ['MemAvailable', available],
    ].map(([name, bytes]) => `${name}:  ${Math.round(Number(bytes) / 1024)} kB\n`);
    this.write('proc/meminfo', lines.join(''));
  }

  process(id: number, bytes: number): void {
    this.write(`proc/${id}/status`, `Name:\tnode\nVmRSS:\t ${Math.round(bytes / 1024)} kB\n`);
  }

  group(max: number | 'max', current: number, files = 0): void {
    const folder = 'sys/fs/cgroup/jobs';
    this.write(`${folder}/memory.max`, `${max}\n`);
    this.write(`${folder}/memory.current`, `${current}\n`);
    this.write(`${folder}/memory.stat`, `anon 1\ninactive_file ${files}\n`);
  }

  kills(machine: number, group: number): void {
    this.write('proc/vmstat', `pgfault 9\noom_kill ${machine}\n`);
    this.write('sys/fs/cgroup/jobs/memory.events', `oom 7\noom_kill ${group}\n`);
  }
}

describe('memory', () => {
  it('is that of the machine, or what a control group above leaves of it', () => {
    const machine = new Machine('state');
    const memory = new SystemMemory(machine.root);
    expect(memory.state()).toBeNull();
    machine.memory(64 * GB, 40 * GB);
    expect(memory.state()).toEqual({ limit: 64 * GB, free: 40 * GB });
    machine.group('max', 10 * GB);
    expect(memory.state()).toEqual({ limit: 64 * GB, free: 40 * GB });
    machine.group(16 * GB, 15 * GB, 2 * GB);
    expect(memory.state()).toEqual({ limit: 16 * GB, free: 3 * GB });
  });

  it('of this process is what Node says, about', () => {
    const memory = new SystemMemory();
    const { rss } = process.memoryUsage();
    expect(Math.abs(memory.resident(process.pid) - rss)).toBeLessThan(0.2 * rss);
    expect(memory.resident(2 ** 30)).toBe(0);
  });
});

describe('a watch of memory', () => {
  it('has room for another process while as much is free as one has had', () => {
    const machine = new Machine('room');
    machine.memory(16 * GB, 8 * GB);
    machine.process(1, 5 * GB);
    const watch = new MemoryWatch(new SystemMemory(machine.root), () => [1]);
    expect(watch.look()).toBeNull();
    expect(watch.hasRoom()).toBe(true);
    machine.memory(16 * GB, 4 * GB);
    expect(watch.hasRoom()).toBe(false);
  });

  it('says once that memory is nearly full, with what the processes have', () => {
    const machine = new Machine('full');
    machine.memory(16 * GB, 0.4 * GB);
    for (const id of [1, 2]) machine.process(id, 6 * GB);
    const watch = new MemoryWatch(new SystemMemory(machine.root), () => [1, 2]);
    expect(watch.look()).toBe(
      'memory is nearly full: 400 MB of 16 GB are free, and 2 runs at a time have 12 GB; lower ' +
        '--jobs, --micro-batch or --test-batch',
    );
    expect(watch.look()).toBeNull();
  });

  it('knows a process that the kernel killed for memory by its count', () => {
    const machine = new Machine('killed');
    machine.memory(64 * GB, 40 * GB);
    machine.group(16 * GB, 15 * GB);
    machine.kills(3, 1);
    machine.process(1, 9 * GB);
    const watch = new MemoryWatch(new SystemMemory(machine.root), () => [1]);
    watch.look();
    expect(watch.killedText()).toBeNull();
    machine.kills(3, 2);
    expect(watch.killedText()).toBe(
      'the kernel killed it because the memory of 16 GB was full, and a run had 9.0 GB: lower ' +
        '--jobs, --micro-batch or --test-batch',
    );
    expect(watch.killedText()).toBeNull();
    machine.kills(4, 2);
    expect(watch.killedText()).not.toBeNull();
  });
});
