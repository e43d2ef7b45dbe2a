import { describe, expect, it } from 'vitest';
import { convNextV2, convNextV2Options } from './convnext-v2.js';
import { modelOptions } from './kinds.js';

const shape = { depths: [1, 1, 3], widths: [32, 64, 256] };

describe('options of a ConvNeXt V2', () => {
  it('have the published defaults, and are read again as they are', () => {
    const read = convNextV2Options.parse(convNextV2('tiny'));
    expect(read).toEqual({
      kind: 'convnext-v2',
      depths: [3, 3, 9, 3],
      widths: [96, 192, 384, 768],
      kernel: 7,
      stemPatch: 4,
      downsampling: [2, 2, 2],
      initializerRange: 0.02,
    });
    expect(modelOptions.parse(read)).toEqual(read);
    expect(convNextV2Options.parse(convNextV2(shape)).downsampling).toEqual([2, 2]);
  });

  it.each([
    [{ widths: [32, 64] }, 'expected one for each of the 3 depths, given 2'],
    [{ downsampling: [2] }, 'expected one for every stage but the first, 2, given 1'],
    [{ kernel: 4 }, 'expected an odd number, given 4'],
    [{ size: 'tiny' }, 'Unrecognized key'],
    [{ depths: [] }, 'Too small'],
    [{ initializerRange: 'xavier' }, 'Invalid input'],
  ])('%j is refused', (change, message) => {
    const result = convNextV2Options.safeParse({ kind: 'convnext-v2', ...shape, ...change });
    expect(result.error?.issues.map((issue) => issue.message).join('\n')).toContain(message);
  });
});
