import { describe, expect, it } from 'vitest';

interface Fault {
  readonly sentence: string;
  readonly remedy: string;
}

const { driverVersion, driverFault } = (await import(
  new URL('./bootstrap/driver.mjs', import.meta.url).href
)) as {
  driverVersion(text: string): string;
  driverFault(driver: string, how: Record<string, string>): Fault | null;
};

describe('the driver of an NVIDIA GPU, as set-up reads it', () => {
  it('has the version that the driver and nvidia-smi say', () => {
    for (const [text, version] of [
      [
        'NVRM version: NVIDIA UNIX x86_64 Kernel Module  470.223.02  Sat Oct  7 15:39:11 UTC 2023\n' +
          'GCC version:  gcc version 11.4.0 (Ubuntu 11.4.0-1ubuntu1~22.04)\n',
        '470.223.02',
      ],
      [
        'NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  580.65.06  Release Build  (dvs)\n',
        '580.65.06',
      ],
      ['535.183.01\n535.183.01\n', '535.183.01'],
      ['595.10\n', '595.10'],
      ['NVIDIA-SMI has failed because it could not communicate with the NVIDIA driver.\n', ''],
      ['', ''],
    ] as const)
      expect(driverVersion(text)).toBe(version);
  });

  const how = { version: '2.13.0', python: '.venv', setupCommand: 'npm run setup' };
  const faultOf = (driver: string) => driverFault(driver, how);

  it('runs the default wheel from 580 on', () => {
    for (const driver of ['580.65.06', '595.10', '']) expect(faultOf(driver)).toBeNull();
  });

  it('is too old before, and then the message says what runs with it', () => {
    const { sentence, remedy } = faultOf('535.183.01') as Fault;
    expect(sentence).toBe(
      'torch 2.13.0 is built for CUDA 13, which needs an NVIDIA driver from 580 on, and this ' +
        'machine has 535.183.01.',
    );
    expect(remedy).toContain(
      'python3 -m venv .venv && .venv/bin/pip install torch==2.13.0 --index-url ' +
        'https://download.pytorch.org/whl/cu126 && npm run setup',
    );
    expect(faultOf('470.223.02')?.remedy).toContain('without the GPU: ');
    expect(faultOf('470.223.02')?.remedy).toContain('/whl/cpu && npm run setup');
  });
});
