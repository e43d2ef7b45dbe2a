import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  distance,
  expectedOf,
  fixture,
  gradientDifference,
  json,
  relative,
} from '../../test/golden-model.js';
import { type ConvNextV2Input, convNextV2 } from '../experiment/models/convnext-v2.js';
import { modelOptions } from '../experiment/models/kinds.js';
import { buildImageModel, type ImageModelOptions } from '../models/build-image-model.js';
import { namesInFile } from '../models/checkpoint-names.js';
import { type ConvNextV2, convNextV2Names } from '../models/convnext-v2.js';
import {
  autocast,
  backward,
  clearGradients,
  liveTensors,
  noGrad,
  randn,
  scope,
  seedEngine,
  setThreads,
  zeros,
} from '../tensor/index.js';
import { loadPretrainedImageModel, loadWeights, savePretrained } from './checkpoint.js';
import { readSafetensors, writeSafetensors } from './safetensors.js';

const python = new URL('../../.bench-venv/bin/python', import.meta.url).pathname;
const script = new URL('../../test/load-with-transformers.py', import.meta.url).pathname;

beforeAll(() => setThreads(1));

const smallShape = { depths: [1, 1, 3], widths: [32, 64, 256] };
const small = convNextV2(smallShape, { kernel: 3, downsampling: [2, 3] });

const built = (written: ConvNextV2Input, given = {}): ConvNextV2 =>
  buildImageModel(modelOptions.parse(written) as ImageModelOptions, {
    classes: 27,
    channels: 1,
    seed: 7,
    device: 'cpu',
    ...given,
  });

const parametersOf = (model: ConvNextV2): number =>
  model.parameters().reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);

describe.each(['convnextv2', 'convnextv2_odd'])('%s beside transformers', (name) => {
  it('has the same logits', () =>
    scope(() => {
      const model = loadPretrainedImageModel(fixture(name));
      const expected = expectedOf(name);
      const logits = noGrad(() => model.forward(expected('pixel_values')));
      expect(distance(logits, expected('logits'))).toBeLessThan(2e-5);
      model.dispose();
    }));
});

describe('convnextv2_odd beside transformers', () => {
  let model: ConvNextV2;
  const expected = expectedOf('convnextv2_odd');
  beforeAll(() => {
    model = loadPretrainedImageModel(fixture('convnextv2_odd'));
  });
  afterEach(() => clearGradients(model.parameters()));
  afterAll(() => model.dispose());

  const backwardLoss = (): number =>
    scope(() => {
      const loss = model.forward(expected('pixel_values')).crossEntropyLoss(expected('labels'));
      backward(loss);
      return loss.item();
    });

  it('has the same loss and every gradient', () => {
    const loss = backwardLoss();
    expect(relative(loss, expected('loss').item())).toBeLessThan(3e-6);
    expect(gradientDifference(model, 'convnextv2_odd')).toBeLessThan(1e-4);
    scope(() => {
      for (const [path, parameter] of model.namedParameters()) {
        const wanted = expected(`gradient.${namesInFile(path, convNextV2Names)[0]}`);
        const largest = wanted.abs().max().item();
        expect(parameter.grad && distance(parameter.grad, wanted), path).toBeLessThan(
          1e-5 * Math.max(1, largest),
        );
      }
    });
  });

  it('has the same gradients with two threads, but for their rounding', () => {
    backwardLoss();
    const one = model.parameters().map(({ grad }) => grad?.toArray() ?? []);
    clearGradients(model.parameters());
    setThreads(2);
    backwardLoss();
    setThreads(1);
    for (const [i, parameter] of model.parameters().entries())
      for (const [at, value] of (parameter.grad?.toArray() ?? [Number.NaN]).entries())
        expect(value).toBeCloseTo(one[i]?.[at] ?? Number.NaN, 5);
  });

  it('refuses images of other channels, and those that leave a map without cells', () =>
    scope(() => {
      expect(() => model.forward(randn([1, 1, 40, 40]))).toThrow(
        'images have 1 channels, the model reads 3',
      );
      expect(() => model.forward(randn([1, 3, 8, 40]))).toThrow(
        'a map of 1 x 6 has no patch of 2 x 2',
      );
    }));
});

describe('a ConvNeXt V2 of random weights', () => {
  it.each([
    ['atto', 3.7],
    ['femto', 5.2],
    ['pico', 9.1],
    ['nano', 15.6],
    ['tiny', 28.6],
    ['base', 88.7],
  ] as const)('of size %s has the published %f million parameters', (size, millions) => {
    const model = built(convNextV2(size), { classes: 1000, channels: 3 });
    expect(Math.abs(parametersOf(model) / 1e6 - millions)).toBeLessThan(0.06);
    model.dispose();
  });

  it('may be small, with one cell left of 24 x 24 pixels', () =>
    scope(() => {
      const model = built(small);
      expect(parametersOf(model) / 1e6).toBeCloseTo(1.8, 1);
      expect(noGrad(() => model.forward(randn([2, 1, 24, 24]))).shape).toEqual([2, 27]);
      model.dispose();
    }));

  it('is drawn as the authors do, the same by the same seed', () => {
    const [model, same, other] = [built(small), built(small), built(small, { seed: 8 })];
    const elements = (of: ConvNextV2) => of.parameters().map((parameter) => parameter.toArray());
    expect(elements(same)).toEqual(elements(model));
    expect(elements(other)).not.toEqual(elements(model));
    for (const [path, parameter] of model.namedParameters()) {
      const values = parameter.toArray();
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const deviation = Math.sqrt(
        values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length,
      );
      if (path.endsWith('bias') || path.includes('responseNorm'))
        expect([mean, deviation]).toEqual([0, 0]);
      else if (/[nN]orm\./.test(path)) expect([mean, deviation]).toEqual([1, 0]);
      else expect(Math.abs(deviation / 0.02 - 1), path).toBeLessThan(0.15);
    }
    for (const each of [model, same, other]) each.dispose();
  });

  it("keeps the size of what passes where weights are drawn by 'fan-in'", () => {
    const model = built({ ...small, initializerRange: 'fan-in' });
    const deviations = [model.stem, model.stages[1]?.blocks[0]?.expand, model.head].map((layer) =>
      scope(() => Math.sqrt(layer?.weight.square().mean().item() ?? 0)),
    );
    expect(deviations[0]).toBeCloseTo(1 / 4, 1);
    expect(deviations[1]).toBeCloseTo(1 / 8, 2);
    expect(deviations[2]).toBeCloseTo(1 / 16, 2);
    model.dispose();
  });

  it('trains the same each time, learns, and leaves no tensor behind', () => {
    const before = liveTensors();
    const train = (): number[] => {
      const model = built(small);
      const parameters = model.parameters();
      const losses = Array.from({ length: 8 }, (_, step) =>
        scope(() => {
          seedEngine(1);
          const pixels = randn([6, 1, 24, 24]);
          const loss = autocast('cpu', step % 2 === 0 ? 'float32' : 'bfloat16', () =>
            model.forward(pixels),
          )
            .to({ dtype: 'float32' })
            .square()
            .mean();
          backward(loss);
          noGrad(() => {
            for (const parameter of parameters)
              if (parameter.grad) parameter.sub_(parameter.grad.mul(0.1));
          });
          clearGradients(parameters);
          return loss.item();
        }),
      );
      model.dispose();
      return losses;
    };
    const losses = train();
    expect(train()).toEqual(losses);
    expect(losses.at(-1)).toBeLessThan((losses[0] ?? 0) / 2);
    expect(liveTensors()).toBe(before);
  });
});

describe('a checkpoint of ConvNeXt V2', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'credence-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const elements = (model: ConvNextV2) =>
    [...model.namedParameters()].map(([path, value]) => [path, value.toArray()]);

  it.each(['convnextv2', 'convnextv2_odd'])('%s is written as transformers wrote it', (name) => {
    const model = loadPretrainedImageModel(fixture(name));
    savePretrained(model, folder);
    const again = loadPretrainedImageModel(folder);
    expect(again.config).toEqual(model.config);
    expect(elements(again)).toEqual(elements(model));
    const { transformers_version: _, ...kept } = json(`${fixture(name)}/config.json`);
    expect(json(join(folder, 'config.json'))).toMatchObject(kept);
    scope(() => {
      const [ours, theirs] = [folder, fixture(name)].map((of) =>
        readSafetensors(join(of, 'model.safetensors')),
      );
      expect([...(ours?.keys() ?? [])].sort()).toEqual([...(theirs?.keys() ?? [])].sort());
      for (const [key, value] of theirs ?? []) expect(ours?.get(key)?.equal(value), key).toBe(true);
    });
    model.dispose();
    again.dispose();
  });

  it('that misses, adds or misshapes tensors is refused by their names, and leaks nothing', () => {
    cpSync(fixture('convnextv2_odd'), folder, { recursive: true });
    const file = join(folder, 'model.safetensors');
    scope(() => {
      const tensors = new Map(
        [...readSafetensors(file)].map(([key, value]) => [key, value.clone()]),
      );
      tensors.delete('convnextv2.encoder.stages.1.layers.1.grn.weight');
      tensors.set('convnextv2.encoder.stages.1.layers.2.grn.weight', zeros([1, 1, 1, 40]));
      tensors.set('convnextv2.encoder.stages.0.layers.0.dwconv.weight', zeros([6, 1, 3, 3]));
      writeSafetensors(file, tensors);
    });
    const before = liveTensors();
    expect(() => loadPretrainedImageModel(folder)).toThrow(
      'does not fit the model: missing: convnextv2.encoder.stages.1.layers.1.grn.weight; ' +
        'unused: convnextv2.encoder.stages.1.layers.2.grn.weight; misshapen: ' +
        'convnextv2.encoder.stages.0.layers.0.dwconv.weight is [6,1,3,3], expected [6,1,7,7]',
    );
    expect(liveTensors()).toBe(before);
  });

  it.each([
    ['hidden_act', 'relu', '`hidden_act` is "relu", expected "gelu"'],
    ['drop_path_rate', 0.1, '`drop_path_rate` is 0.1, expected 0'],
    ['depths', [1, 0, 1], '`depths` is [1,0,1], expected a list of whole numbers from 1'],
    ['depths', [1, 1e6, 1], '`depths` is [1,1000000,1], expected at most a layer for each of the'],
    ['num_stages', 4, '`num_stages` is 4, expected 3'],
    ['hidden_sizes', [6, 10], '`hidden_sizes` is [6,10], expected as many numbers as `depths` has'],
    ['model_type', 'resnet', '`model_type` is "resnet", known are convnextv2'],
  ])('with %s = %j is refused', (key, value, message) => {
    cpSync(fixture('convnextv2_odd'), folder, { recursive: true });
    const path = join(folder, 'config.json');
    writeFileSync(path, JSON.stringify({ ...json(path), [key]: value }));
    expect(() => loadPretrainedImageModel(folder)).toThrow(message);
    expect(() => loadPretrainedImageModel(folder)).toThrow(`${path}: `);
  });

  it('has keys of our own for a kernel that transformers does not compute', () => {
    const [model, other] = [built(small), built(small, { seed: 1 })];
    savePretrained(model, folder);
    loadWeights(other, folder);
    const read = loadPretrainedImageModel(folder);
    expect(elements(other)).toEqual(elements(model));
    expect(elements(read)).toEqual(elements(model));
    expect(read.config).toMatchObject({ kernel: 3, downsampling: [2, 3] });
    for (const one of [model, other, read]) one.dispose();
  });

  (existsSync(python) ? it : it.skip)(
    'is read by transformers, which computes the same (skipped without .bench-venv)',
    () => {
      const folders = ['cut', 'atto'].map((name) => join(folder, name));
      const shapes = [{ depths: [1, 2], widths: [12, 20] }, 'atto'] as const;
      for (const [i, shape] of shapes.entries()) {
        const model = built(convNextV2(shape, { initializerRange: 'fan-in' }));
        savePretrained(model, folders[i] as string);
        scope(() => {
          const pixels = randn([2, 1, 84, 84]);
          const logits = noGrad(() => model.forward(pixels));
          writeSafetensors(
            join(folders[i] as string, 'ours.safetensors'),
            new Map([
              ['pixel_values', pixels],
              ['logits', logits],
            ]),
          );
        });
        model.dispose();
      }
      const output = execFileSync(python, [script, ...folders], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      const results = JSON.parse(output) as Record<string, Record<string, unknown>>;
      expect(Object.keys(results)).toEqual(folders);
      for (const result of Object.values(results)) {
        expect(result.difference).toBeLessThan(2e-5);
        expect([result.missing, result.unexpected]).toEqual([[], []]);
        expect(result.architectures).toEqual(['ConvNextV2ForImageClassification']);
      }
    },
    120_000,
  );
});
