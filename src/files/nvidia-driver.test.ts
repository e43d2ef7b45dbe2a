import { describe, expect, it } from 'vitest';
import { driverVersion, whyNoGpu } from './nvidia-driver.js';

describe("NVIDIA's driver", () => {
  it('is read off the text of /proc/driver/nvidia/version', () => {
    expect(
      driverVersion(
        'NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.183.01  Sun May 12 19:39:15 UTC 2024\n' +
          'GCC version:  gcc version 12.3.0 (Ubuntu 12.3.0-1ubuntu1~22.04)\n',
      ),
    ).toBe('535.183.01');
    expect(
      driverVersion(
        'NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  580.65.06  Release Build  (dvs)\n' +
          'GCC version:\n',
      ),
    ).toBe('580.65.06');
    expect(driverVersion('')).toBeNull();
  });

  it('is one of the reasons why there is no GPU', () => {
    expect(whyNoGpu({ cuda: null, driver: '580.65.06' })).toBe('libtorch has no CUDA');
    expect(whyNoGpu({ cuda: '13.0', driver: null })).toBe(
      'libtorch has CUDA 13.0, and no NVIDIA driver is loaded',
    );
    expect(whyNoGpu({ cuda: '13.0', driver: '550.54.15' })).toBe(
      'CUDA 13.0 needs an NVIDIA driver from 580 on, and 550.54.15 is loaded',
    );
    const fits = { cuda: '12.6', driver: '550.54.15' };
    expect(whyNoGpu({ ...fits, visible: '' })).toBe('CUDA_VISIBLE_DEVICES hides every GPU');
    expect(whyNoGpu({ ...fits, visible: '-1' })).toBe('CUDA_VISIBLE_DEVICES hides every GPU');
    for (const visible of [undefined, '0', 'GPU-8f6d'])
      expect(whyNoGpu({ ...fits, visible })).toBe(
        'libtorch has CUDA 12.6 and sees no GPU with the driver 550.54.15',
      );
  });
});
