import { describe, expect, it } from 'vitest';
import { figureCsv, ofExperiment } from './figure-csv.js';

const point = { subset: 'D5cons', stage: 'stage2', mean: 0.5, low: 0.25, high: 0.75, seeds: 8 };
const header = 'experiment,group,stage,epoch,set,metric,mean,ci_low,ci_high,interval,n';

describe('figureCsv', () => {
  it('has the same first columns of every figure, then its own', () => {
    const columns = ['metric', 'subset', 'mean', 'low', 'high', 'seeds', 'totalEpoch'];
    const rows = [{ ...point, metric: 'exactMatch', totalEpoch: 3, ignored: 1 }];
    expect(figureCsv(ofExperiment({ columns, rows }, 'a, "b"'))).toBe(
      `${header},total_epoch\n"a, ""b""",D5cons,stage2,,,exactMatch,0.5,0.25,0.75,bootstrap,8,3\n`,
    );
  });

  it('says which interval it is, and of none nothing', () => {
    const rows = [point, { ...point, low: null, high: null, seeds: 1 }];
    const csv = figureCsv({ columns: ['layer'], rows, interval: 't' });
    expect(csv.split('\n').slice(1, 3)).toEqual([
      ',D5cons,stage2,,,,0.5,0.25,0.75,t,8,',
      ',D5cons,stage2,,,,0.5,,,,1,',
    ]);
  });
});
