import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { causalCases, expectedOf, fixture, json, t5Cases } from '../../test/golden-model.js';
import { buildModel } from '../models/build.js';
import type { AnyLanguageModel } from '../models/encoder-decoder.js';
import { noGrad, scope, setThreads, type Tensor } from '../tensor/index.js';
import { loadPretrained, savePretrained } from './checkpoint.js';
import { readSafetensors, readSafetensorsMetadata, writeSafetensors } from './safetensors.js';

const cases = [...causalCases, ...t5Cases];
const python = new URL('../../.bench-venv/bin/python', import.meta.url).pathname;
const script = new URL('../../test/load-with-transformers.py', import.meta.url).pathname;

let root = '';
beforeAll(() => {
  setThreads(1);
  root = mkdtempSync(join(tmpdir(), 'credence-'));
});
afterAll(() => rmSync(root, { recursive: true }));

const elements = (model: AnyLanguageModel): Map<string, number[]> =>
  new Map([...model.namedParameters()].map(([path, value]) => [path, value.toArray()]));

describe.each(cases)('%s saved', (name) => {
  it('is read as it was', () => {
    const folder = join(root, `ours-${name}`);
    const model = loadPretrained(fixture(name));
    savePretrained(model, folder);
    expect(readdirSync(folder).sort()).toEqual(['config.json', 'model.safetensors']);
    const again = loadPretrained(folder);
    expect(elements(again)).toEqual(elements(model));
    expect(again).toHaveProperty('config', (model as { config?: unknown }).config);
    model.dispose();
    again.dispose();
  });

  it('has the names, shapes and elements of the file that transformers wrote', () =>
    scope(() => {
      const folder = join(root, `ours-${name}`);
      const [ours, theirs] = [folder, fixture(name)].map((of) =>
        readSafetensors(join(of, 'model.safetensors')),
      ) as [Map<string, Tensor>, Map<string, Tensor>];
      expect([...ours.keys()].sort()).toEqual([...theirs.keys()].sort());
      for (const [key, value] of theirs) expect(ours.get(key)?.equal(value), key).toBe(true);
      expect([...readSafetensorsMetadata(join(folder, 'model.safetensors'))]).toEqual([
        ['format', 'pt'],
      ]);
      const [written, source] = [folder, fixture(name)].map((of) => json(`${of}/config.json`));
      const { transformers_version: _, rope_parameters: __, ...kept } = source ?? {};
      if (kept.n_inner === null) kept.n_inner = written?.n_inner;
      if (kept.intermediate_size === null) kept.intermediate_size = written?.intermediate_size;
      if (kept.attention_types) kept.attention_types = written?.attention_types;
      if (name === 't5_untied') kept.tie_word_embeddings = false;
      expect(written).toMatchObject(kept);
    }));
});

describe('a saved model', () => {
  it.each(['bfloat16', 'float16'] as const)('may be in %s', (dtype) => {
    const folder = join(root, dtype);
    const model = loadPretrained(fixture('gpt2'));
    savePretrained(model, folder, { dtype });
    expect(json(join(folder, 'config.json')).dtype).toBe(dtype);
    scope(() => {
      for (const [, value] of readSafetensors(join(folder, 'model.safetensors')))
        expect(value.dtype).toBe(dtype);
    });
    const again = loadPretrained(folder);
    const rounded = [...model.namedParameters()].map(([, value]) => value.to({ dtype }).toArray());
    expect([...elements(again).values()]).toEqual(rounded);
    model.dispose();
    again.dispose();
  });

  it('replaces another, and leaves nothing half done where that fails', () => {
    const folder = join(root, 'replaced');
    const [first, second] = [loadPretrained(fixture('llama')), loadPretrained(fixture('gptj'))];
    savePretrained(first, folder);
    savePretrained(second, folder);
    const again = loadPretrained(folder);
    expect(elements(again)).toEqual(elements(second));
    expect(json(join(folder, 'config.json'))).not.toHaveProperty('rms_norm_eps');
    for (const model of [first, second, again]) model.dispose();
  });
});

const seen = existsSync(python) ? it : it.skip;
describe('transformers', () => {
  seen(
    'reads what is saved and computes the same (skipped without .bench-venv)',
    () => {
      const vocabulary = 'from data';
      const random = [
        {
          kind: 'gpt-neox',
          layers: 2,
          width: 24,
          heads: 2,
          hidden: 32,
          rotaryFraction: 0.5,
          rotaryBase: 100,
          parallelResidual: true,
          tieEmbeddings: false,
          layerNormEps: 1e-5,
          initializerRange: 0.3,
          vocabulary,
        } as const,
        {
          kind: 't5',
          layers: 2,
          width: 24,
          heads: 2,
          headWidth: 8,
          hidden: 32,
          vocabulary,
        } as const,
      ];
      const models = [
        ...cases.map((name) => ({ name, model: loadPretrained(fixture(name)) })),
        ...random.map((options) => ({
          name: `random-${options.kind}`,
          model: buildModel(options, { vocabularySize: 37, seed: 1, device: 'cpu' }),
        })),
      ];
      const folders = models.map(({ name, model }) => {
        const folder = join(root, `seen-${name}`);
        savePretrained(model, folder);
        writeOurs(model, name, folder);
        model.dispose();
        return folder;
      });
      const half = join(root, 'seen-bfloat16');
      const model = loadPretrained(fixture('llama_llama3'));
      savePretrained(model, half, { dtype: 'bfloat16' });
      model.dispose();
      const rounded = loadPretrained(half);
      writeOurs(rounded, 'llama_llama3', half);
      rounded.dispose();
      const output = execFileSync(python, [script, ...folders, half], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      const results = JSON.parse(output) as Record<string, Record<string, unknown>>;
      expect(Object.keys(results)).toEqual([...folders, half]);
      for (const [folder, result] of Object.entries(results)) {
        expect(result.difference, folder).toBeLessThan(2e-5);
        expect([result.missing, result.unexpected], folder).toEqual([[], []]);
        expect(result.dtype, folder).toBe(folder === half ? 'torch.bfloat16' : 'torch.float32');
      }
      expect(results[join(root, 'seen-gpt2')]).toMatchObject({ eos: 50256 });
    },
    120_000,
  );
});

/** Writes what the model computes beside it; without padding, of which GPT-Neo makes what it will. */
function writeOurs(model: AnyLanguageModel, name: string, folder: string): void {
  scope(() =>
    noGrad(() => {
      const given = existsSync(join(fixture(name), 'expected.safetensors'));
      const ids = expectedOf(given ? name : 'llama_linear')('input_ids');
      const mask = ids.onesLike();
      const decoderIds = ids.slice({ dim: 1, end: 7 });
      const logits =
        model.architecture === 'causal'
          ? model.forward(ids)
          : model.logits(model.decode(model.encode(ids), decoderIds));
      writeSafetensors(
        join(folder, 'ours.safetensors'),
        new Map([
          ['input_ids', ids],
          ['attention_mask', mask],
          ['decoder_input_ids', decoderIds],
          ['logits', logits],
        ]),
      );
    }),
  );
}
