import { UserError } from '../errors/user-error.js';
import type { GptNeoXOptions } from '../experiment/models/gpt-neox.js';
import type { LlamaOptions } from '../experiment/models/llama.js';
import { checkModelMemory } from '../experiment/models/memory.js';
import type { T5Options } from '../experiment/models/t5.js';
import { initializeNormal } from '../nn/index.js';
import { noGrad, scope, seedEngine } from '../tensor/index.js';
import type { AnyLanguageModel } from './encoder-decoder.js';
import { GptNeoX } from './gpt-neox.js';
import { Llama } from './llama.js';
import { T5 } from './t5.js';
import { initializeT5 } from './t5-initialization.js';

/** A language model that starts from random weights. */
export type RandomModelOptions = GptNeoXOptions | LlamaOptions | T5Options;

/**
 * A model of random initial weights as transformers draws them. Drawn on the host, so that the same
 * seed gives the same weights on every device. A GPT-NeoX and a Llama have no dropout; a T5 is of
 * version 1.0, with the published dropout of 0.1. Throws a UserError where it cannot fit into memory.
 */
export function buildModel(
  options: RandomModelOptions,
  { vocabularySize, seed, device }: { vocabularySize: number; seed: number; device: string },
): AnyLanguageModel {
  checkModelMemory(options, vocabularySize);
  seedEngine(seed);
  return randomModel(options, vocabularySize).moveTo(device);
}

function randomModel(options: RandomModelOptions, vocabularySize: number): AnyLanguageModel {
  switch (options.kind) {
    case 'gpt-neox':
      return randomGptNeoX(options, vocabularySize);
    case 'llama':
      return randomLlama(options, vocabularySize);
    case 't5':
      return randomT5(options, vocabularySize);
  }
}

function randomGptNeoX(options: GptNeoXOptions, vocabularySize: number): GptNeoX {
  const { kind: _, vocabulary: __, readOnlyTokens, ...config } = options;
  if (readOnlyTokens && readOnlyTokens.from >= vocabularySize)
    throw new UserError(
      `model.readOnlyTokens.from: there are ${vocabularySize} tokens, with ids from 0, and none ` +
        `from ${readOnlyTokens.from} on`,
    );
  const model = new GptNeoX({
    ...config,
    ...(readOnlyTokens ? { outputRows: readOnlyTokens.from } : {}),
    attentionDropout: 0,
    hiddenDropout: 0,
    vocabularySize,
  });
  initializeNormal(model, options.initializerRange);
  const { from: start, initializerRange: std } = readOnlyTokens ?? {};
  if (std !== undefined)
    noGrad(() => scope(() => void model.embed.weight.slice({ dim: 0, start }).normal_({ std })));
  return model;
}

function randomLlama(options: LlamaOptions, vocabularySize: number): Llama {
  const { kind: _, vocabulary: __, initializerRange, rotaryBase, ...shape } = options;
  const model = new Llama({
    ...shape,
    vocabularySize,
    keyValueHeads: options.heads,
    headWidth: options.width / options.heads,
    rope: { base: rotaryBase, scaling: { kind: 'none' } },
    attentionBias: false,
    mlpBias: false,
    attentionDropout: 0,
  });
  initializeNormal(model, initializerRange);
  return model;
}

function randomT5(options: T5Options, vocabularySize: number): T5 {
  const { headWidth, heads, hidden, layers, width } = options;
  const model = new T5({
    vocabularySize,
    encoderLayers: layers,
    decoderLayers: layers,
    heads,
    headWidth,
    width,
    hidden,
    gated: false,
    buckets: 32,
    maxDistance: 128,
    tieEmbeddings: true,
    scaleLogits: true,
    normEps: 1e-6,
    dropout: 0.1,
    startId: 0,
  });
  initializeT5(model);
  return model;
}
