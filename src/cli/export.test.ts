import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { built, runCredence } from '../../test/run-credence.js';
import { smallExperiment } from '../../test/small-experiment.js';

const folder = mkdtempSync(join(tmpdir(), 'credence-export-'));
writeFileSync(join(folder, 'small.json'), JSON.stringify(smallExperiment));
afterAll(() => rmSync(folder, { recursive: true }));

describe.skipIf(!built)('credence export', () => {
  it.each([
    [['--to', 'small.xls'], 'expected a name that ends in .parquet, .csv or .jsonl'],
    [['--to', 'small.csv'], 'no seed of "small" is finished in runs; train it with: credence run'],
    [['--to', 'small.csv', '--table', 'scores'], 'Allowed choices are metrics, answers, losses'],
    [[], "required option '--to <file>' not specified"],
  ])('%j is refused', async (args, message) => {
    const { status, out, err } = await runCredence(folder, ['export', 'small.json', ...args]);
    expect(status).toBe(1);
    expect(out).toBe('');
    expect(err).toContain(message);
    expect(existsSync(join(folder, 'small.csv'))).toBe(false);
  });
});
