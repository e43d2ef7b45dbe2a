// config.json changed in many ways, and the logits that transformers gives then
// (tools/make-config-fixtures.py).
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { distance, expectedOf, fixture, json } from '../../test/golden-model.js';
import { UserError } from '../errors/user-error.js';
import { liveTensors, noGrad, scope, setThreads, type Tensor } from '../tensor/index.js';
import { loadPretrained, loadPretrainedImageModel } from './checkpoint.js';
import { readSafetensors } from './safetensors.js';

interface Variant {
  readonly kind: 'rotary' | 'fuzz';
  readonly set: Readonly<Record<string, unknown>>;
  readonly drop: readonly string[];
  /** The row of the logits; null where transformers gives none. */
  readonly row: number | null;
}

const cases = [
  'gpt_neox_tied',
  'gpt_neo_window',
  'gpt2',
  'gptj',
  'llama',
  'qwen3',
  't5_gated',
  'convnextv2',
];

let folder = '';
beforeAll(() => {
  setThreads(1);
  folder = mkdtempSync(join(tmpdir(), 'credence-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Some of the logits of the checkpoint in `folder`, as the fixture has them. */
function logitsOf(name: string): Tensor {
  const expected = expectedOf(name);
  if (name === 'convnextv2') {
    const model = loadPretrainedImageModel(folder);
    const logits = model.forward(expected('pixel_values'));
    model.dispose();
    return logits.slice({ dim: 0, end: 2 }).flatten();
  }
  const model = loadPretrained(folder);
  const ids = expected('input_ids').slice({ dim: 0, end: 1 });
  const logits =
    model.architecture === 'causal'
      ? model.forward(ids)
      : model.logits(model.decode(model.encode(ids), ids.slice({ dim: 1, end: 7 })));
  model.dispose();
  return logits.slice({ dim: 1, start: -3 }).slice({ dim: 2, end: 8 }).flatten();
}

describe.each(cases)('variants of the config.json of %s', (name) => {
  const variants = JSON.parse(
    readFileSync(`${fixture('config-variants')}/${name}.json`, 'utf8'),
  ) as readonly Variant[];

  it('give the logits of transformers, or a refusal that names a key', () => {
    const original = json(`${fixture(name)}/config.json`);
    symlinkSync(`${fixture(name)}/model.safetensors`, join(folder, 'model.safetensors'));
    const rows = readSafetensors(`${fixture('config-variants')}/logits.safetensors`).get(name);
    const before = liveTensors();
    let read = 0;
    for (const [at, { set, drop, row }] of variants.entries()) {
      const config = Object.entries(original).filter(([key]) => !drop.includes(key));
      const text = JSON.stringify({ ...Object.fromEntries(config), ...set });
      writeFileSync(join(folder, 'config.json'), text);
      const where = `variant ${at} of ${name}.json: ${JSON.stringify({ set, drop, row })}`;
      try {
        scope(() =>
          noGrad(() => {
            const ours = logitsOf(name);
            if (row === null) throw new Error('read here and not by transformers');
            const theirs = rows?.slice({ dim: 0, start: row, end: row + 1 }).flatten() as Tensor;
            expect(distance(ours, theirs)).toBeLessThan(2e-5);
          }),
        );
        read++;
      } catch (error) {
        if (!(error instanceof UserError)) throw new Error(`${where}: ${String(error)}`);
        expect(error.message, where).toMatch(/config\.json: .*`|does not fit the model: /);
        expect(error.message.length, where).toBeLessThan(1500);
      }
    }
    expect(read).toBeGreaterThan(0);
    expect(liveTensors()).toBe(before);
    rmSync(join(folder, 'model.safetensors'));
  }, 60_000);
});
