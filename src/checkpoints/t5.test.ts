import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  distance,
  expectedOf,
  fixture,
  gradientDifference,
  json,
  labelLoss,
  relative,
  whole,
} from '../../test/golden-model.js';
import { KeyValueCache } from '../models/blocks/key-value-cache.js';
import { buildModel } from '../models/build.js';
import { ConfigFile } from '../models/config-file.js';
import type { T5 } from '../models/t5.js';
import { t5ConfigFrom } from '../models/t5-config.js';
import {
  autocast,
  backward,
  cat,
  clearGradients,
  liveTensors,
  noGrad,
  scope,
  seedEngine,
  setThreads,
  type Tensor,
  zeros,
} from '../tensor/index.js';
import { loadPretrained } from './checkpoint.js';

/** Runs `body` without gradients and frees what it made. */
const inferred = <T>(body: () => T): T => scope(() => noGrad(body));

beforeAll(() => setThreads(1));

describe.each(['t5', 't5_gated', 't5_far', 't5_untied'])('%s beside transformers', (name) => {
  const model = loadPretrained(fixture(name)) as T5;
  const expected = expectedOf(name);
  const ids = expected('input_ids');
  const mask = expected('attention_mask').to({ dtype: 'bool' });
  const labels = expected('labels');
  const [rows, tokens] = labels.shape as [number, number];
  /** The labels one to the right, after the token that the decoder reads first. */
  const read = cat(
    [
      zeros([rows, 1], { dtype: 'int64' }).add(model.startId),
      labels.slice({ dim: 1, end: tokens - 1 }).clamp({ min: 0 }),
    ],
    { dim: 1 },
  );
  afterAll(() => model.dispose());

  it('has the same logits', () =>
    inferred(() => {
      const memory = model.encode(ids, { mask });
      if (name === 't5_far' || name === 't5_untied')
        expect(distance(memory.hidden, expected('encoder_hidden'))).toBeLessThan(2e-5);
      const logits = model.logits(model.decode(memory, read));
      expect(distance(logits, expected('logits'))).toBeLessThan(2e-5);
      expect(model.vocabularySize).toBe(logits.shape[2]);
    }));

  it('has the same loss and gradient norms', () =>
    scope(() => {
      const loss = labelLoss(model.logits(model.decode(model.encode(ids, { mask }), read)), labels);
      backward(loss);
      expect(relative(loss.item(), expected('loss').item())).toBeLessThan(3e-6);
      if (name === 't5_far' || name === 't5_untied')
        expect(gradientDifference(model, name)).toBeLessThan(1e-4);
      clearGradients(model.parameters());
    }));

  it('computes chosen positions alone as among all', () =>
    inferred(() => {
      const memory = model.encode(ids, { mask });
      const positions = whole([
        [tokens - 1, 1],
        [0, 2],
        [3, 3],
      ]);
      const index = positions.unsqueeze(-1).expand([-1, -1, model.config.width]);
      const wanted = model.decode(memory, read).gather(1, index);
      expect(distance(model.decode(memory, read, { positions }), wanted)).toBeLessThan(2e-5);
    }));

  it('generates the same through a cache', () =>
    inferred(() => {
      const wanted = [...expected('generated').toInt32Array()];
      const generated = wanted.slice(0, 1);
      const memory = model.encode(ids.slice({ end: 1 }), { mask: mask.slice({ end: 1 }) });
      const cache = new KeyValueCache();
      for (let at = 0; generated.length < wanted.length; at++) {
        const positionIds = whole([[at]]);
        const last = model.decode(memory, whole([generated.slice(at)]), { positionIds, cache });
        generated.push(model.logits(last).argmax().item());
      }
      cache.dispose();
      expect(generated).toEqual(wanted);
    }));

  it('writes texts of several lengths at once, in parts and with gaps, as one by one', () =>
    inferred(() => {
      const memory = model.encode(ids, { mask });
      const all = model.decode(memory, read);
      const cache = new KeyValueCache();
      // The first part has 3, 1 and 2 tokens, padded at the right; the second 2 of each.
      const lengths = [3, 1, 2];
      const first = whole([0, 1, 2].map((row) => cut(read, row, 0, 3)));
      const isText = whole(lengths.map((length) => [0, 1, 2].map((i) => (i < length ? 1 : 0))));
      model.decode(memory, first, { cache, mask: isText });
      // The texts go on in another order, one of them not at all.
      cache.keepRows(whole([[2, 1]]).flatten());
      const order = whole([[2, 1]]).flatten();
      const kept = {
        hidden: memory.hidden.indexSelect(0, order),
        mask: memory.mask?.indexSelect(0, order),
      };
      const begins = [2, 1].map((row) => lengths[row] as number);
      const next = whole([2, 1].map((row, i) => cut(read, row, begins[i] as number, 2)));
      const positionIds = whole(begins.map((begin) => [begin, begin + 1]));
      const got = model.decode(kept, next, { cache, positionIds });
      for (const [i, row] of [2, 1].entries()) {
        const wanted = all.select(0, row).slice({ start: begins[i], end: (begins[i] ?? 0) + 2 });
        expect(distance(got.select(0, i), wanted)).toBeLessThan(2e-5);
      }
      cache.dispose();
    }));

  it('computes in bfloat16, close by', () =>
    scope(() => {
      const logits = autocast('cpu', 'bfloat16', () =>
        model.logits(model.decode(model.encode(ids, { mask }), read)),
      );
      const scale = expected('logits').abs().max().item();
      expect(distance(logits, expected('logits')) / scale).toBeLessThan(0.1);
      backward(logits.to({ dtype: 'float32' }).square().mean());
      expect(model.parameters().every((p) => Number.isFinite(p.grad?.sum().item()))).toBe(true);
      clearGradients(model.parameters());
    }));

  it('frees all it made', () => {
    const before = liveTensors();
    scope(() => {
      const cache = new KeyValueCache();
      model.decode(model.encode(ids, { mask }), read, { cache });
      cache.dispose();
    });
    expect(liveTensors()).toBe(before);
  });
});

/** `count` tokens of a row of `ids` from `begin`. */
const cut = (ids: Tensor, row: number, begin: number, count: number): number[] => [
  ...ids
    .select(0, row)
    .slice({ start: begin, end: begin + count })
    .toInt32Array(),
];

describe('dropout of T5', () => {
  it('is active where it is asked for, and keeps the mean', () =>
    inferred(() => {
      const model = loadPretrained(fixture('t5_far')) as T5;
      const ids = expectedOf('t5_far')('input_ids');
      const hidden = (dropout: boolean): Tensor => model.encode(ids, { dropout }).hidden;
      expect(distance(hidden(false), hidden(false))).toBe(0);
      seedEngine(1);
      const first = hidden(true);
      expect(distance(first, hidden(false))).toBeGreaterThan(0.1);
      expect(distance(first, hidden(true))).toBeGreaterThan(0.1);
      seedEngine(1);
      expect(distance(first, hidden(true))).toBe(0);
      const share = first.eq(0).to({ dtype: 'float32' }).mean().item();
      expect(Math.abs(share - 0.1)).toBeLessThan(0.02);
      model.dispose();
    }));
});

describe('a T5 of random weights', () => {
  const options = {
    kind: 't5',
    layers: 2,
    width: 64,
    heads: 4,
    headWidth: 32,
    hidden: 256,
    vocabulary: 'from data',
  } as const;
  const build = (seed: number): T5 =>
    buildModel(options, { vocabularySize: 300, seed, device: 'cpu' }) as T5;

  it('has the deviations of transformers, and the seed decides', () => {
    const [model, same, other] = [build(1), build(1), build(2)];
    const weight = (of: T5, path: string): Tensor =>
      new Map<string, Tensor>(of.namedParameters()).get(path) as Tensor;
    const deviation = (x: Tensor): number => Math.sqrt(x.square().mean().item());
    scope(() => {
      for (const [path, wanted] of [
        ['embed.weight', 1],
        ['encoder.0.attention.query.weight', (64 * 32) ** -0.5],
        ['decoder.1.reading.key.weight', 64 ** -0.5],
        ['decoder.1.attention.value.weight', 64 ** -0.5],
        ['encoder.1.attention.output.weight', (4 * 32) ** -0.5],
        ['encoder.1.mlp.up.weight', 64 ** -0.5],
        ['decoder.0.mlp.down.weight', 256 ** -0.5],
        ['decoderPositions.weight', 64 ** -0.5],
      ] as const) {
        const x = weight(model, path);
        const many = x.shape.reduce((n, length) => n * length, 1);
        // The standard error of a deviation of n numbers is 1 / sqrt(2 n) of it; five of them.
        const tolerance = 5 / Math.sqrt(2 * many);
        expect(relative(deviation(x), wanted), path).toBeLessThan(tolerance);
        expect(weight(same, path).equal(x)).toBe(true);
        expect(weight(other, path).equal(x)).toBe(false);
      }
      const norm = weight(model, 'decoder.0.readingNorm.weight');
      expect(norm.toArray()).toEqual(norm.toArray().map(() => 1));
    });
    for (const one of [model, same, other]) one.dispose();
  });
});

describe('t5 config', () => {
  const read = (change: Record<string, unknown>, hasHead = false) =>
    t5ConfigFrom(
      new ConfigFile({ ...json(`${fixture('t5')}/config.json`), ...change }, 'c'),
      hasHead,
    );
  const current = { scale_decoder_outputs: undefined };

  it('knows in either spelling whether the head is tied and scaled', () => {
    const head = ({ tieEmbeddings, scaleLogits }: ReturnType<typeof read>) => [
      tieEmbeddings,
      scaleLogits,
    ];
    expect(head(read({ ...current, tie_word_embeddings: true }))).toEqual([true, true]);
    expect(head(read({ ...current, tie_word_embeddings: undefined }))).toEqual([true, true]);
    expect(head(read({ ...current, tie_word_embeddings: false }, true))).toEqual([false, false]);
    expect(head(read({ scale_decoder_outputs: false }))).toEqual([true, false]);
    expect(head(read({ scale_decoder_outputs: false }, true))).toEqual([false, false]);
    // A tied head's copy in the file is compared when it is loaded.
    expect(head(read({}, true))).toEqual([true, true]);
  });

  it('refuses a first token of the decoder that has no row', () => {
    expect(() => read({ decoder_start_token_id: 1e6 })).toThrow(
      'c: `decoder_start_token_id` is 1000000, expected a token id below',
    );
    expect(() => read({ decoder_start_token_id: null, pad_token_id: -1 })).toThrow(
      'c: `pad_token_id` is -1, expected a token id below',
    );
  });

  it('refuses another activation', () => {
    expect(() => read({ feed_forward_proj: 'gated-silu' })).toThrow(
      'c: `feed_forward_proj` is "gated-silu", expected "relu" or "gated-gelu"',
    );
  });
});
