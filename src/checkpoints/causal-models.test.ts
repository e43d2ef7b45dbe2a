import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  causalCases,
  distance,
  expectedOf,
  fixture,
  gradientDifference,
  labelLoss,
  relative,
  whole,
} from '../../test/golden-model.js';
import { KeyValueCache } from '../models/blocks/key-value-cache.js';
import { Packing } from '../models/blocks/packing.js';
import { buildModel } from '../models/build.js';
import type { LanguageModel } from '../models/language-model.js';
import {
  autocast,
  backward,
  cat,
  clearGradients,
  liveTensors,
  noGrad,
  scope,
  setThreads,
  type Tensor,
} from '../tensor/index.js';
import { loadPretrained } from './checkpoint.js';

/** Runs `body` without gradients and frees what it made. */
const inferred = <T>(body: () => T): T => scope(() => noGrad(body));

beforeAll(() => setThreads(1));

describe.each(causalCases)('%s beside transformers', (name) => {
  const model = loadPretrained(fixture(name)) as LanguageModel;
  const expected = expectedOf(name);
  const ids = expected('input_ids');
  const mask = expected('attention_mask').to({ dtype: 'bool' });
  const rows = ids.shape[0] as number;
  const tokens = ids.shape[1] as number;
  /**
   * What counts of outputs [B, T, ...]. In a local layer of GPT-Neo padding may have only padding to
   * attend to; transformers then weighs whatever there is, we something else.
   */
  const counting = (x: Tensor): Tensor =>
    name.startsWith('gpt_neo_') || name === 'gpt_neo'
      ? x.mul(mask.unsqueeze(-1).to({ dtype: 'float32' }))
      : x;
  const apart = (a: Tensor, b: Tensor): number => distance(counting(a), counting(b));
  afterAll(() => model.dispose());

  it('has the same logits and hidden states', () =>
    inferred(() => {
      expect(apart(model.forward(ids, { mask }), expected('logits'))).toBeLessThan(2e-5);
      const states = model.hiddenStates(ids, { mask });
      for (const [i, state] of states.entries())
        expect(apart(state, expected(`hidden_${i}`)), `hidden_${i}`).toBeLessThan(2e-5);
      expect(() => expected(`hidden_${states.length}`)).toThrow('has no');
      expect(model.vocabularySize).toBe(expected('logits').shape[2]);
    }));

  it('has the same loss and gradient norms', () =>
    scope(() => {
      const logits = model.forward(ids, { mask }).slice({ dim: 1, end: tokens - 1 });
      const loss = labelLoss(logits, expected('labels').slice({ dim: 1, start: 1 }));
      backward(loss);
      expect(relative(loss.item(), expected('loss').item())).toBeLessThan(3e-6);
      expect(gradientDifference(model, name)).toBeLessThan(1e-4);
      clearGradients(model.parameters());
    }));

  it('computes chosen positions alone as among all', () =>
    inferred(() => {
      const chosen = [16, 3, 11, 5, 0, 16];
      const positions = whole([chosen.slice(0, 2), chosen.slice(2, 4), chosen.slice(4)]);
      const index = positions.unsqueeze(-1).expand([-1, -1, model.vocabularySize]);
      for (const options of [{}, { mask }]) {
        const wanted = model.forward(ids, options).gather(1, index);
        const got = model.forward(ids, { positions, ...options });
        expect(distance(got, wanted)).toBeLessThan(2e-5);
      }
    }));

  it('generates the same through a cache', () =>
    inferred(() => {
      const wanted = [...expected('generated').toInt32Array()];
      const generated = wanted.slice(0, -8);
      // transformers took the prompt's tokens 0 for padding, and counts positions without it.
      const isText = generated.map((id) => (id === 0 ? 0 : 1));
      const cache = new KeyValueCache();
      for (let read = 0; generated.length < wanted.length; isText.push(1)) {
        const next = generated.slice(read);
        const positions = isText.map((_, i) =>
          isText.slice(0, i).reduce<number>((n, t) => n + t, 0),
        );
        const logits = model.forward(whole([next]), {
          positionIds: whole([positions.slice(read)]),
          mask: whole([isText.slice(read)]),
          positions: whole([[next.length - 1]]),
          cache,
        });
        read = generated.length;
        generated.push(logits.argmax().item());
      }
      cache.dispose();
      expect(generated).toEqual(wanted);
    }));

  it('reads packed texts as one by one, and takes gradients back alike', () =>
    scope(() => {
      const texts = [17, 1, 9, 13].map((length, row) =>
        [...ids.select(0, row % rows).toInt32Array()].slice(0, length),
      );
      const weighted = (x: Tensor): Tensor => x.mul(x).mul(x.sin()).sum();
      const gradientsOf = (loss: Tensor): Tensor[] => {
        backward(loss);
        const made = model.parameters().flatMap((one) => (one.grad ? [one.grad.clone()] : []));
        clearGradients(model.parameters());
        return made;
      };
      const alone = texts.map((text) => model.lastHidden(whole([text])).squeeze(0));
      const wanted = cat(alone);
      const packing = new Packing(
        texts.map((text) => text.length),
        'cpu',
      );
      const packed = model.lastHidden(whole([texts.flat()]), { packing });
      expect(distance(packed.squeeze(0), wanted)).toBeLessThan(2e-5);
      const asked = [39, 0, 17, 18, 26];
      const positions = whole([asked]);
      const picked = model.lastHidden(whole([texts.flat()]), { packing, positions });
      expect(distance(picked, packed.indexSelect(1, positions.flatten()))).toBeLessThan(2e-5);
      const ours = gradientsOf(weighted(picked));
      const theirs = gradientsOf(weighted(wanted.indexSelect(0, positions.flatten())));
      expect(ours.length).toBe(theirs.length);
      for (const [i, gradient] of ours.entries()) {
        const other = theirs[i] as Tensor;
        // Sums of other order; relative to the largest number of each gradient.
        const scale = Math.max(1e-3, other.abs().max().item());
        expect(distance(gradient, other) / scale).toBeLessThan(1e-4);
      }
    }));

  it('reads texts of several lengths at once, in parts and with gaps, as one by one', () =>
    inferred(() => {
      const texts = [17, 9, 13].map((length, row) =>
        [...ids.select(0, row).toInt32Array()].slice(0, length),
      );
      const alone = texts.map((text) => model.lastHidden(whole([text])).squeeze(0));
      // Each text is cut in two elsewhere; both parts are padded, the first at its left.
      const cuts = [8, 3, 5];
      const cache = new KeyValueCache();
      const first = padded(
        texts.map((text, row) => text.slice(0, cuts[row])),
        0,
        'left',
      );
      const second = padded(
        texts.map((text, row) => text.slice(cuts[row])),
        cuts,
        'right',
      );
      for (const [part, begins] of [
        [first, cuts.map(() => 0)],
        [second, cuts],
      ] as const) {
        const hidden = model.lastHidden(part.ids, { ...part, cache });
        for (const [row, positions] of part.texts.entries())
          for (const [column, position] of positions.entries()) {
            if (position === null) continue;
            const got = hidden.select(0, row).select(0, column);
            const wanted = (alone[row] as Tensor).select(0, position);
            expect(distance(got, wanted), `text ${row} from ${begins[row]}`).toBeLessThan(2e-5);
          }
      }
      expect(cache.length).toBe(8 + 9);
      cache.dispose();
    }));

  it('goes on with some of the texts of a cache', () =>
    inferred(() => {
      const cache = new KeyValueCache();
      model.lastHidden(ids.slice({ dim: 1, end: 12 }), { cache });
      cache.keepRows(whole([[2, 0]]).flatten());
      const rest = ids.indexSelect(0, whole([[2, 0]]).flatten()).slice({ dim: 1, start: 12 });
      const positions = Array.from({ length: tokens - 12 }, (_, i) => 12 + i);
      const got = model.lastHidden(rest, { positionIds: whole([positions, positions]), cache });
      const all = model.lastHidden(ids).slice({ dim: 1, start: 12 });
      expect(distance(got.select(0, 0), all.select(0, 2))).toBeLessThan(2e-5);
      expect(distance(got.select(0, 1), all.select(0, 0))).toBeLessThan(2e-5);
      cache.dispose();
    }));

  it('computes in bfloat16, close by, and with a cache', () =>
    scope(() => {
      const run = (): Tensor => autocast('cpu', 'bfloat16', () => model.forward(ids, { mask }));
      const logits = run();
      const scale = expected('logits').abs().max().item();
      expect(apart(logits, expected('logits')) / scale).toBeLessThan(0.1);
      backward(logits.to({ dtype: 'float32' }).square().mean());
      expect(model.parameters().every((p) => Number.isFinite(p.grad?.sum().item()))).toBe(true);
      clearGradients(model.parameters());
      const cache = new KeyValueCache();
      noGrad(() => autocast('cpu', 'bfloat16', () => model.forward(ids, { mask, cache })));
      const positionIds = whole(Array.from({ length: rows }, () => [tokens]));
      const next = autocast('cpu', 'bfloat16', () =>
        noGrad(() => model.forward(ids.slice({ dim: 1, end: 1 }), { positionIds, cache })),
      );
      expect(next.shape).toEqual([rows, 1, model.vocabularySize]);
      expect(Number.isFinite(next.sum().item())).toBe(true);
      cache.dispose();
    }));

  it('frees all it made', () => {
    const before = liveTensors();
    scope(() => {
      const cache = new KeyValueCache();
      model.forward(ids, { mask, cache });
      cache.dispose();
    });
    expect(liveTensors()).toBe(before);
  });
});

describe('a GPT-NeoX of an experiment', () => {
  it('turns as many numbers of a head as transformers, where the share is odd', () =>
    inferred(() => {
      const options = {
        kind: 'gpt-neox',
        layers: 2,
        width: 24,
        heads: 2,
        hidden: 36,
        rotaryFraction: 0.25,
        rotaryBase: 100,
        parallelResidual: true,
        tieEmbeddings: false,
        layerNormEps: 1e-5,
        initializerRange: 0.02,
        vocabulary: 'from data',
      } as const;
      const given = { vocabularySize: 31, seed: 1, device: 'cpu' };
      const model = buildModel(options, given) as LanguageModel;
      const loaded = loadPretrained(fixture('gpt_neox_odd'));
      const weights = new Map(loaded.namedParameters());
      for (const [path, parameter] of model.namedParameters())
        parameter.copy_(weights.get(path) as Tensor);
      const expected = expectedOf('gpt_neox_odd');
      const mask = expected('attention_mask');
      const logits = model.forward(expected('input_ids'), { mask });
      expect(distance(logits, expected('logits'))).toBeLessThan(2e-5);
      for (const one of [model, loaded]) one.dispose();
    }));
});

describe('a Llama of an experiment', () => {
  const options = {
    kind: 'llama',
    layers: 2,
    width: 24,
    heads: 3,
    hidden: 40,
    rotaryBase: 100,
    tieEmbeddings: true,
    normEps: 1e-6,
    initializerRange: 0.02,
    vocabulary: 'from data',
  } as const;
  const built = (seed: number): LanguageModel =>
    buildModel(options, { vocabularySize: 31, seed, device: 'cpu' }) as LanguageModel;

  it('is that of transformers', () =>
    inferred(() => {
      const [model, loaded] = [built(1), loadPretrained(fixture('llama_tied'))];
      const weights = new Map(loaded.namedParameters());
      for (const [path, parameter] of model.namedParameters())
        parameter.copy_(weights.get(path) as Tensor);
      expect([...weights.keys()].length).toBe([...model.namedParameters()].length);
      const expected = expectedOf('llama_tied');
      const mask = expected('attention_mask');
      const logits = model.forward(expected('input_ids'), { mask });
      expect(distance(logits, expected('logits'))).toBeLessThan(2e-5);
      for (const one of [model, loaded]) one.dispose();
    }));

  it('draws matrices with the standard deviation of its options, the same by the same seed', () =>
    inferred(() => {
      const [one, same, other] = [built(1), built(1), built(2)];
      const drawn = (model: LanguageModel) =>
        cat(model.parameters().flatMap((one) => (one.shape.length === 1 ? [] : [one.flatten()])));
      const numbers = drawn(one);
      const deviation = numbers.square().mean().item() ** 0.5;
      // Of n draws the deviation is known to 1 / sqrt(2 n).
      expect(Math.abs(deviation / 0.02 - 1)).toBeLessThan(
        4 / Math.sqrt(2 * (numbers.shape[0] as number)),
      );
      expect(distance(numbers, drawn(same))).toBe(0);
      expect(distance(numbers, drawn(other))).toBeGreaterThan(0.01);
      for (const [path, norm] of one.namedParameters())
        if (norm.shape.length === 1) expect(norm.sub(1).abs().max().item(), path).toBe(0);
      for (const model of [one, same, other]) model.dispose();
    }));
});

/** Texts side by side, padded at one side. */
function padded(
  texts: readonly (readonly number[])[],
  begins: readonly number[] | 0,
  side: 'left' | 'right',
) {
  const width = Math.max(...texts.map((text) => text.length));
  const pad = (text: readonly number[], value: number): number[] => {
    const filler = Array.from({ length: width - text.length }, () => value);
    return side === 'left' ? [...filler, ...text] : [...text, ...filler];
  };
  const positionsOf = (text: readonly number[], row: number): number[] =>
    text.map((_, i) => (begins === 0 ? 0 : (begins[row] as number)) + i);
  const positions = texts.map((text, row) => pad(positionsOf(text, row), -1));
  return {
    ids: whole(texts.map((text) => pad(text, 0))),
    positionIds: whole(positions.map((row) => row.map((position) => Math.max(position, 0)))),
    mask: whole(positions.map((row) => row.map((position) => (position < 0 ? 0 : 1)))),
    /** Where each token stands in its text; null: it is padding. */
    texts: positions.map((row) => row.map((position) => (position < 0 ? null : position))),
  };
}
