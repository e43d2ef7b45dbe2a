import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { smallExperiment } from '../../test/small-experiment.js';
import { defineExperiment } from '../experiment/experiment.js';
import { ensureCheckpoint } from './ensure-checkpoint.js';

const folder = mkdtempSync(join(tmpdir(), 'credence-checkpoint-'));
const tokenizer = new URL(
  '../../test/fixtures/tokenizers/gpt-neox/tokenizer.json',
  import.meta.url,
);
const startingFrom = (model: Parameters<typeof defineExperiment>[0]['model']) =>
  ensureCheckpoint(defineExperiment({ ...smallExperiment, model }));

beforeAll(() => {
  vi.stubEnv('HF_HUB_OFFLINE', '1');
  vi.stubEnv('HF_HUB_CACHE', folder);
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

describe('ensureCheckpoint', () => {
  it('needs nothing for random weights', async () => {
    await expect(startingFrom(smallExperiment.model)).resolves.toBe(true);
  });

  it('says how to fetch what is neither here nor to be fetched', async () => {
    await expect(startingFrom('someone/model')).rejects.toThrow(/model fetch someone\/model/);
  });

  it('asks nobody where nothing is to be fetched', async () => {
    const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const experiment = defineExperiment({ ...smallExperiment, model: 'someone/model' });
    await expect(ensureCheckpoint(experiment, { fetches: false })).resolves.toBe(false);
    expect(said).toHaveBeenCalledWith(
      expect.stringContaining('there is no folder someone/model; a run fetches it (main) from'),
    );
    said.mockRestore();
  });

  it('does not ask the hub for a folder', async () => {
    await expect(startingFrom(folder)).rejects.toThrow(/has no config\.json/);
    writeFileSync(join(folder, 'config.json'), '{}');
    await expect(startingFrom(folder)).rejects.toThrow(/has no tokenizer\.json/);
    copyFileSync(tokenizer, join(folder, 'tokenizer.json'));
    await expect(startingFrom(folder)).resolves.toBe(true);
  });
});
