import { describe, expect, it } from 'vitest';
import { acceptAccelerator, acceptedDevices, parseDevice, parseDevices } from './device-name.js';

describe('the name of a device', () => {
  it('is auto, cpu or cuda, perhaps with a number', () => {
    expect(parseDevice('auto')).toEqual({ kind: 'auto', name: 'auto', index: 0 });
    expect(parseDevice('cpu')).toEqual({ kind: 'cpu', name: 'cpu', index: 0 });
    expect(parseDevice('cuda')).toEqual({ kind: 'accelerator', name: 'cuda', index: 0 });
    expect(parseDevice('cuda:3')).toEqual({ kind: 'accelerator', name: 'cuda', index: 3 });
    for (const wrong of [
      '',
      'gpu',
      'fake:0',
      'cpu:0',
      'auto:1',
      'cuda:',
      'cuda:-1',
      'cuda:0,',
      'CUDA',
    ])
      expect(parseDevice(wrong), wrong).toBeNull();
  });

  it('is that of another accelerator once it is accepted', () => {
    expect(acceptedDevices('cuda')).toBeNull();
    acceptAccelerator('other', 2);
    expect(parseDevice('other:1')).toEqual({ kind: 'accelerator', name: 'other', index: 1 });
    expect(acceptedDevices('other')).toBe(2);
  });

  it('may be several accelerators, each once', () => {
    const cuda = (index: number) => ({ kind: 'accelerator', name: 'cuda', index });
    expect(parseDevices('cuda:0,cuda:2')).toEqual([cuda(0), cuda(2)]);
    expect(parseDevices('cpu')?.map(({ name }) => name)).toEqual(['cpu']);
    for (const wrong of ['cuda:0,cuda:0', 'cuda,cuda:0', 'cuda:0,', 'cpu,cuda:0', 'auto,auto', ','])
      expect(parseDevices(wrong), wrong).toBeNull();
  });
});
