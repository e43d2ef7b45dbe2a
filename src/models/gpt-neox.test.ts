import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { backward, liveTensors, noGrad, scope, type Tensor, tensor } from '../tensor/index.js';
import { loadPretrained } from './checkpoint.js';
import { namesInFile } from './checkpoint-names.js';
import { type GptNeoX, gptNeoXNames } from './gpt-neox.js';
import { gptNeoXConfigFrom } from './gpt-neox-config.js';
import { readSafetensors } from './safetensors.js';

const folderOf = (name: string): string =>
  new URL(`../../test/fixtures/${name}`, import.meta.url).pathname;
const json = (path: string): Record<string, unknown> => JSON.parse(readFileSync(path, 'utf8'));

/** Largest absolute difference. */
const distance = (a: Tensor, b: Tensor): number => a.sub(b).abs().max().item();

/** The mean loss of predicting `labels` [B, T] one token ahead; -100 is left out. */
function nextTokenLoss(logits: Tensor, labels: Tensor): Tensor {
  const [batch, tokens, vocabulary] = logits.shape as [number, number, number];
  return logits
    .slice({ dim: 1, end: tokens - 1 })
    .reshape([batch * (tokens - 1), vocabulary])
    .crossEntropyLoss(labels.slice({ dim: 1, start: 1 }).reshape([-1]));
}

describe.each(['gpt_neox', 'gpt_neox_serial', 'gpt_neox_tied'])(
  '%s beside transformers',
  (name) => {
    const folder = folderOf(name);
    const model = loadPretrained(folder) as GptNeoX;
    const expected = readSafetensors(`${folder}/expected.safetensors`);
    const read = (key: string): Tensor => expected.get(key) as Tensor;
    afterAll(() => model.dispose());

    it('has the same logits and hidden states', () => {
      scope(() =>
        noGrad(() => {
          const mask = read('attention_mask').to({ dtype: 'bool' });
          const logits = model.forward(read('input_ids'), { mask });
          expect(distance(logits, read('logits'))).toBeLessThan(2e-5);
          const states = model.hiddenStates(read('input_ids'), { mask });
          for (const [i, state] of states.entries())
            expect(distance(state, read(`hidden_${i}`)), `hidden_${i}`).toBeLessThan(2e-5);
          expect(expected.has(`hidden_${states.length}`)).toBe(false);
        }),
      );
    });

    it('has the same loss and gradient norms', () => {
      scope(() => {
        const mask = read('attention_mask').to({ dtype: 'bool' });
        const loss = nextTokenLoss(model.forward(read('input_ids'), { mask }), read('labels'));
        backward(loss);
        const wanted = read('loss').item();
        expect(Math.abs(loss.item() - wanted) / wanted).toBeLessThan(3e-6);
        const norms = json(`${folder}/grad_norms.json`) as Record<string, number>;
        const seen = new Set<string>();
        for (const [path, parameter] of model.namedParameters()) {
          const key =
            namesInFile(path, gptNeoXNames).find((candidate) => candidate in norms) ?? path;
          const norm = parameter.grad?.vectorNorm().item() ?? Number.NaN;
          expect(
            Math.abs(norm - (norms[key] as number)) / (norms[key] as number),
            key,
          ).toBeLessThan(1e-4);
          seen.add(key);
        }
        expect([...seen].sort()).toEqual(Object.keys(norms).sort());
      });
    });

    it('computes chosen positions alone as among all, and greedily generates the same', () => {
      scope(() =>
        noGrad(() => {
          const ids = read('input_ids');
          const mask = read('attention_mask').to({ dtype: 'bool' });
          const chosen = [16, 3, 11, 5, 0, 16];
          const positions = tensor(Int32Array.from(chosen), [3, 2]).to({ dtype: 'int64' });
          for (const options of [{}, { mask }]) {
            const all = model.forward(ids, options);
            const some = model.forward(ids, { positions, ...options });
            for (const [i, position] of chosen.entries()) {
              const row = Math.floor(i / 2);
              const [wanted, got] = [
                all.select(0, row).select(0, position),
                some.select(0, row).select(0, i % 2),
              ];
              expect(distance(got, wanted)).toBeLessThan(2e-5);
            }
          }
          const generated = read('generated').toInt32Array();
          const start = generated.length - 8;
          const tokens = [...generated.slice(0, start)];
          for (let i = 0; i < 8; i++) {
            const logits = model.forward(tensor(Int32Array.from(tokens), [1, tokens.length]));
            tokens.push(
              logits
                .select(1, tokens.length - 1)
                .argmax()
                .item(),
            );
          }
          expect(tokens).toEqual([...generated]);
        }),
      );
    });

    it('frees all it made', () => {
      const before = liveTensors();
      scope(() => void model.forward(read('input_ids')));
      expect(liveTensors()).toBe(before);
    });
  },
);

describe('gpt_neox config', () => {
  it('reads both spellings alike', () => {
    const [published, current] = ['config.pythia.json', 'config.json'].map((file) =>
      gptNeoXConfigFrom(json(`${folderOf('gpt_neox')}/${file}`), file),
    );
    expect(published).toEqual(current);
  });

  it.each([
    ['hidden_act', 'relu', /config\.json: `hidden_act` is "relu", wanted "gelu"/],
    ['vocab_size', '97', /`vocab_size` is "97", wanted a number/],
    ['attention_dropout', 0.1, /`attention_dropout` is 0.1/],
  ])('refuses %s = %s', (key, value, message) => {
    const config = { ...json(`${folderOf('gpt_neox')}/config.json`), [key]: value };
    expect(() => gptNeoXConfigFrom(config, 'config.json')).toThrow(message);
  });
});
