// The source of our own kernels as NVRTC takes it: needs NVIDIA's library and no card.
import { describe, expect, it } from 'vitest';
import { native } from '../src/tensor/native.js';

function lackOfCompiler(): string {
  try {
    native.compileAdafactor('sm_90', false);
  } catch (error) {
    const { message } = error as Error;
    // What is found and refuses fails below.
    if (message.includes('is not found')) return message;
  }
  return '';
}

const lack = lackOfCompiler();
const why = lack === '' ? '' : ` (skipped: ${lack}; CREDENCE_NVRTC may name it)`;

describe.skipIf(lack !== '')(`the kernels of Adafactor, compiled by NVRTC${why}`, () => {
  it.each([
    ['sm_80', 'an A100'],
    ['sm_90', 'an H100'],
    ['sm_100', 'a B200'],
  ])('for %s, %s', { timeout: 120_000 }, (architecture) => {
    for (const bfloat16 of [false, true])
      expect(native.compileAdafactor(architecture, bfloat16)).toBeGreaterThan(1000);
  });

  it('not for a card that there never was', () => {
    expect(() => native.compileAdafactor('sm_12', false)).toThrow(
      'NVRTC does not compile for sm_12',
    );
  });
});
