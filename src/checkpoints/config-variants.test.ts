// config.json changed in many ways, and the logits that transformers gives then
// (tools/make-config-fixtures.py).
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { distance, expectedOf, fixture, json } from '../../test/golden-model.js';
import { UserError } from '../errors/user-error.js';
import { liveTensors, noGrad, scope, setThreads, type Tensor } from '../tensor/index.js';
import { loadPretrained, loadPretrainedImageModel } from './checkpoint.js';
import { readSafetensors } from './safetensors.js';

interface Variant {
  readonly kind: 'none' | 'rotary' | 'fuzz';
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
beforeAll(() => setThreads(1));
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'credence-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

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

/**
 * Keys that decide no logits. transformers refuses values of another type here too, which are passed
 * over.
 */
const inert =
  /^(classifier_dropout|use_cache|dtype|torch_dtype|\w+_token_id|summary_\w+|is_decoder|id2label|label2id|max_window_layers|initializer_\w+|max_position_embeddings|n_positions|image_size|out_\w+|stage_names|pretraining_tp|attention_chunk_size|output_attentions|attn_implementation|num_labels)$/;

/** What is wrong with our reading of a variant; null: nothing. */
function faultOf(name: string, { set, drop, row }: Variant, rows: Tensor): string | null {
  try {
    return scope(() =>
      noGrad(() => {
        const ours = logitsOf(name);
        if (row === null && ![...Object.keys(set), ...drop].some((key) => inert.test(key)))
          return 'is read here and not by transformers';
        // Row 0 is of the unchanged file: where an inert key was refused, it decides nothing here.
        const at = row ?? 0;
        const theirs = rows.slice({ dim: 0, start: at, end: at + 1 }).flatten();
        const apart = distance(ours, theirs);
        return apart < 2e-5 ? null : `differs by ${apart}`;
      }),
    );
  } catch (error) {
    if (!(error instanceof UserError)) return String(error);
    const { message } = error;
    const names = /config\.json: .*`|does not fit the model: |cannot be built: /.test(message);
    return names && message.length < 1500 ? null : `has no clear message: ${message}`;
  }
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
    const faults: string[] = [];
    for (const [at, variant] of variants.entries()) {
      const { set, drop } = variant;
      const config = Object.entries(original).filter(([key]) => !drop.includes(key));
      const text = JSON.stringify({ ...Object.fromEntries(config), ...set });
      writeFileSync(join(folder, 'config.json'), text);
      const fault = faultOf(name, variant, rows as Tensor);
      if (fault !== null) faults.push(`variant ${at}: ${JSON.stringify(variant)} ${fault}`);
    }
    expect(faults).toEqual([]);
    expect(liveTensors()).toBe(before);
  });
});
