import { expect, it } from 'vitest';
import { instructionSet } from './instruction-set.js';

const x64 = { arch: 'x64', wanted: undefined };
const cpuinfo = (flags: string) => `processor : 0\nflags\t\t: fpu ${flags}\nbugs : none\n`;

it('is the widest that libtorch would use', () => {
  const wide = 'fma avx2 avx512f avx512dq avx512bw avx512vl';
  expect(instructionSet(cpuinfo(wide), x64)).toBe('AVX512');
  expect(instructionSet(cpuinfo('fma avx2 avx512f'), x64)).toBe('AVX2');
  expect(instructionSet(cpuinfo('avx2'), x64)).toBe('DEFAULT');
  expect(instructionSet(cpuinfo(wide), { ...x64, wanted: 'avx2' })).toBe('AVX2');
  expect(instructionSet(cpuinfo('fma avx2'), { ...x64, wanted: 'avx512' })).toBe('AVX2');
  expect(instructionSet(null, x64)).toBeNull();
  expect(instructionSet(null, { arch: 'arm64', wanted: undefined })).toBe('arm64');
});
