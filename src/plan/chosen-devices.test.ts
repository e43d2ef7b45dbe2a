import { describe, expect, it } from 'vitest';
import { smallExperiment } from '../../test/small-experiment.js';
import { executionOf } from '../experiment/execution.js';
import { defineExperiment } from '../experiment/experiment.js';
import { automaticDevice, chosenDevices, leastForGpu } from './chosen-devices.js';
import { operationsOfStep } from './experiment-cost.js';

describe('what an experiment is trained on', () => {
  const card = 'NVIDIA H200';

  it('is the processor where there is no GPU, with the reason', () => {
    const lack = 'libtorch has no CUDA';
    expect(automaticDevice({ operations: 1e15, cores: 2, lack, card: null })).toEqual({
      device: 'cpu',
      said: 'cpu: libtorch has no CUDA',
    });
  });

  it('is a GPU where a step is more work than the cores do while kernels are started', () => {
    const at = (operations: number | null, cores: number) =>
      automaticDevice({ operations, cores, lack: null, card });
    // A core does 5 × 10^10 operations a second, kernels take a hundredth of one.
    expect(leastForGpu(1)).toBe(5e8);
    expect(at(5e8, 1)).toEqual({ device: 'cuda:0', said: 'cuda:0: NVIDIA H200' });
    expect(at(4.9e8, 1).device).toBe('cpu');
    expect(at(5e9, 16).device).toBe('cpu');
    expect(at(8e9, 16).device).toBe('cuda:0');
    expect(at(null, 16).device).toBe('cuda:0');
    expect(at(1.2e9, 16).said).toBe(
      'cpu: a step is too little work for a GPU (1.2 of at least 8.0 billion operations that 16 ' +
        'cores do while its kernels are started); --device cuda:0 takes it',
    );
  });

  it('follows from 6 operations a parameter and token of a step', () => {
    const small = operationsOfStep(defineExperiment(smallExperiment)) as number;
    // 16 documents of about 6 tokens, and a few thousand parameters.
    expect(small).toBeGreaterThan(1e5);
    expect(small).toBeLessThan(1e8);
  });

  it('is what is asked for, if that is there', async () => {
    const experiment = defineExperiment(smallExperiment);
    expect(await chosenDevices(experiment, executionOf({ device: 'cpu' }))).toEqual({
      device: 'cpu',
      said: 'cpu',
    });
    await expect(
      chosenDevices(experiment, executionOf({ device: 'cuda:98,cuda:99' })),
    ).rejects.toThrow('device "cuda:98" is not available: ');
  });
});
