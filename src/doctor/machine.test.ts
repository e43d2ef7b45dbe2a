import { availableParallelism } from 'node:os';
import { describe, expect, it } from 'vitest';
import { countCores, lookAtMachine, parseGpus, readCapabilities } from './machine.js';

const thread = (processor: number, socket: number, core: number, flags: string) =>
  [
    `processor\t: ${processor}`,
    `physical id\t: ${socket}`,
    `core id\t\t: ${core}`,
    `flags\t\t: ${flags}`,
  ].join('\n');

describe('machine', () => {
  it('counts two threads of a core once, and equal cores of two sockets twice', () => {
    const cpuinfo = [thread(0, 0, 0, ''), thread(1, 0, 0, ''), thread(2, 1, 0, '')].join('\n\n');
    expect(countCores(cpuinfo)).toBe(2);
  });

  it('tells instruction sets by whole flags', () => {
    expect(readCapabilities(thread(0, 0, 0, 'fpu avx avx2 avx512f avx512_bf16'))).toEqual({
      avx2: true,
      avx512: true,
      avx512Bf16: true,
      amx: false,
    });
    expect(readCapabilities(thread(0, 0, 0, 'fpu avx avx2_other amx_tile amx_bf16'))).toEqual({
      avx2: false,
      avx512: false,
      avx512Bf16: false,
      amx: true,
    });
    expect(readCapabilities('Features\t: fp asimd')).toBeNull();
  });

  it('reads what nvidia-smi lists', () => {
    expect(parseGpus('NVIDIA H100 80GB HBM3, 81559, 570.86.15\n')).toEqual([
      { name: 'NVIDIA H100 80GB HBM3', memory: 81559 * 2 ** 20, driver: '570.86.15' },
    ]);
    expect(parseGpus('')).toEqual([]);
  });

  it('looks at this machine', () => {
    const machine = lookAtMachine('.');
    expect(machine.threads).toBe(availableParallelism());
    expect(machine.memoryFree).toBeLessThanOrEqual(machine.memory);
    expect(machine.diskFree).toBeGreaterThan(0);
  });
});
