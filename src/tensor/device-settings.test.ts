import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { UserError } from '../errors/user-error.js';
import { projectFolder } from '../files/project-folder.js';
import { allocatorSettings, cublasWorkspace, kernelsWanted } from './device-settings.js';
import { useDeterministicKernels, usesDeterministicKernels } from './devices.js';
import { native } from './native.js';

describe('what is asked of CUDA when the engine is loaded', () => {
  it('is no attention of cuDNN, no TF32 and any order, unless the environment asks', () => {
    const none = { cudnnAttention: false, tf32: false, deterministic: false };
    expect(kernelsWanted({})).toEqual(none);
    expect(kernelsWanted({ CREDENCE_CUDNN_ATTENTION: '1', CREDENCE_TF32: '0' })).toEqual({
      ...none,
      cudnnAttention: true,
    });
    expect(kernelsWanted({}, true)).toEqual({ ...none, deterministic: true });
    expect(kernelsWanted({ CREDENCE_TF32: '1' }).tf32).toBe(true);
    expect(() => kernelsWanted({ CREDENCE_TF32: 'yes' })).toThrow(UserError);
    expect(() => kernelsWanted({ CREDENCE_TF32: 'yes' })).toThrow('must be 0 or 1');
  });

  it("is room of cuBLAS's of fixed size where sums are to be the same, unless it has been chosen", () => {
    expect(cublasWorkspace({})).toBe(':4096:8');
    expect(cublasWorkspace({ CUBLAS_WORKSPACE_CONFIG: ':16:8' })).toBe(':16:8');
  });

  it('is growing segments, unless libtorch is told otherwise', () => {
    expect(allocatorSettings({})).toBe('expandable_segments:True');
    for (const name of ['PYTORCH_ALLOC_CONF', 'PYTORCH_CUDA_ALLOC_CONF'])
      expect(allocatorSettings({ [name]: 'max_split_size_mb:128' })).toBeNull();
  });

  it('reaches libtorch', () => {
    expect(native.usedKernels()).toEqual(kernelsWanted(process.env));
    const before = native.usedKernels();
    try {
      const all = { cudnnAttention: true, tf32: true, deterministic: true };
      native.useKernels(all);
      expect(native.usedKernels()).toEqual(all);
    } finally {
      native.useKernels(before);
    }
    expect(native.usedKernels()).toEqual(before);
    expect(native.expandableSegments()).toBe(true);
  });

  it('is deterministic kernels where a run asks for them, until one does not', () => {
    expect(usesDeterministicKernels()).toBe(false);
    vi.stubEnv('CUBLAS_WORKSPACE_CONFIG', undefined);
    try {
      useDeterministicKernels(true);
      expect(usesDeterministicKernels()).toBe(true);
      expect(process.env.CUBLAS_WORKSPACE_CONFIG).toBe(':4096:8');
    } finally {
      useDeterministicKernels(false);
      vi.unstubAllEnvs();
    }
    expect(native.usedKernels()).toEqual(kernelsWanted(process.env));
  });

  it('leaves what the user told the allocator', () => {
    // libtorch reads its variable once, so in a process of its own.
    const question = `
      const addon = require(process.argv[1]);
      console.log(addon.expandableSegments());
    `;
    const addon = join(projectFolder(), 'native', 'build', 'credence.node');
    const ask = (settings: string) =>
      execFileSync(process.execPath, ['-e', question, addon], {
        encoding: 'utf8',
        env: { ...process.env, PYTORCH_ALLOC_CONF: settings },
      }).trim();
    expect(ask('expandable_segments:False')).toBe('false');
    expect(ask('expandable_segments:True')).toBe('true');
  });
});
