import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UserError } from '../errors/user-error.js';
import { projectFolder } from '../files/project-folder.js';
import { allocatorSettings, kernelsWanted } from './device-settings.js';
import { native } from './native.js';

describe('what is asked of CUDA when the engine is loaded', () => {
  it('is no attention of cuDNN and no TF32, unless the environment asks for them', () => {
    expect(kernelsWanted({})).toEqual({ cudnnAttention: false, tf32: false });
    expect(kernelsWanted({ CREDENCE_CUDNN_ATTENTION: '1', CREDENCE_TF32: '0' })).toEqual({
      cudnnAttention: true,
      tf32: false,
    });
    expect(kernelsWanted({ CREDENCE_TF32: '1' }).tf32).toBe(true);
    expect(() => kernelsWanted({ CREDENCE_TF32: 'yes' })).toThrow(UserError);
    expect(() => kernelsWanted({ CREDENCE_TF32: 'yes' })).toThrow('must be 0 or 1');
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
      native.useKernels({ cudnnAttention: true, tf32: true });
      expect(native.usedKernels()).toEqual({ cudnnAttention: true, tf32: true });
    } finally {
      native.useKernels(before);
    }
    expect(native.usedKernels()).toEqual(before);
    expect(native.expandableSegments()).toBe(true);
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
