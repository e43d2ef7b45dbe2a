import { expect, it } from 'vitest';
import { ones, resetPeakMemory, scope } from '../tensor/index.js';
import { environment } from './environment.js';

it('says what a stage took, and of a card nothing on the processor', () => {
  resetPeakMemory('cpu');
  const take = (megabytes: number) =>
    scope(() => {
      ones([megabytes, 2 ** 18]);
    });
  take(1);
  const little = environment({ device: 'cpu', threads: 1, seconds: 2 });
  take(40);
  const much = environment({ device: 'cpu', threads: 1, seconds: 2 });
  expect(little).toMatchObject({ device: 'cpu', threads: 1, seconds: 2 });
  expect(little).toMatchObject({ card: null, driver: null, cuda: null, cudnn: null, tf32: null });
  expect(much.peakBytes - little.peakBytes).toBeGreaterThan(38 * 2 ** 20);
  expect(much.peakBytes).toBeLessThan(60 * 2 ** 20);
  expect(much.peakResidentBytes).toBeGreaterThan(much.peakBytes);
});
