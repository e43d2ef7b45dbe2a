// T5 (Raffel et al. 2020, https://arxiv.org/abs/1910.10683) and its version 1.1, which gates the MLP.
// Shapes: B sequences, S tokens read, T tokens written, N positions asked for, D model width,
// H heads, K head width, V vocabulary.
import { dropout, Embedding, Linear, Module, RmsNorm } from '../nn/index.js';
import type { Tensor } from '../tensor/index.js';
import { mix } from './blocks/attention.js';
import { Attending, textOnly } from './blocks/forward-pass.js';
import type { KeyValueCache } from './blocks/key-value-cache.js';
import { RelativePositions } from './blocks/relative-positions.js';
import type { EncoderDecoder, Memory } from './encoder-decoder.js';
import type { ForwardOptions } from './language-model.js';

/** The shape of a T5 model. */
export interface T5Config {
  /** Rows of the token embedding V, padding rows included. */
  readonly vocabularySize: number;
  readonly encoderLayers: number;
  readonly decoderLayers: number;
  readonly heads: number;
  /** Width K of a head. */
  readonly headWidth: number;
  /** Model width D. */
  readonly width: number;
  /** Width of the MLP's hidden layer. */
  readonly hidden: number;
  /** Whether the MLP is gated, through GELU's approximation by tanh (1.1); else it has a ReLU. */
  readonly gated: boolean;
  /** Buckets of relative positions. */
  readonly buckets: number;
  /** All distances from here share a bucket, in tokens. */
  readonly maxDistance: number;
  /** True: logits are products with the token embedding itself. */
  readonly tieEmbeddings: boolean;
  /** Whether the last hidden states are divided by sqrt(D) before the head (not in 1.1). */
  readonly scaleLogits: boolean;
  readonly normEps: number;
  /** Share that dropout zeroes, everywhere the same. */
  readonly dropout: number;
  /** The token that the decoder reads first. */
  readonly startId: number;
}

/** A T5 encoder-decoder. */
export class T5 extends Module implements EncoderDecoder {
  readonly architecture = 'encoder-decoder';
  readonly embed: Embedding;
  readonly encoderPositions: RelativePositions;
  readonly encoder: readonly EncoderBlock[];
  readonly encoderNorm: RmsNorm;
  readonly decoderPositions: RelativePositions;
  readonly decoder: readonly DecoderBlock[];
  readonly decoderNorm: RmsNorm;
  readonly unembed: Linear | null;

  /** All weights begin as zeros; see `initializeT5` and `loadPretrained`. */
  constructor(readonly config: T5Config) {
    super();
    const { buckets, heads, maxDistance, normEps, vocabularySize, width } = config;
    const both = { buckets, maxDistance };
    this.embed = new Embedding(vocabularySize, width);
    this.encoderPositions = new RelativePositions(heads, { ...both, bothWays: true });
    this.encoder = Array.from({ length: config.encoderLayers }, () => new EncoderBlock(config));
    this.encoderNorm = new RmsNorm(width, normEps);
    this.decoderPositions = new RelativePositions(heads, { ...both, bothWays: false });
    this.decoder = Array.from(
      { length: config.decoderLayers },
      (_, i) => new DecoderBlock(config, i),
    );
    this.decoderNorm = new RmsNorm(width, normEps);
    this.unembed = config.tieEmbeddings ? null : new Linear(width, vocabularySize, { bias: false });
  }

  get device(): string {
    return this.embed.weight.device;
  }

  get vocabularySize(): number {
    return this.config.vocabularySize;
  }

  get startId(): number {
    return this.config.startId;
  }

  get readsMeans(): boolean {
    return true;
  }

  encode(ids: Tensor, options: Pick<ForwardOptions, 'mask' | 'dropout'> = {}): Memory {
    const attending = Attending.of(ids, { dropout: options.dropout });
    const last = this.#encoderStates(ids, options.mask, attending).pop() as Tensor;
    const hidden = dropout(this.encoderNorm.forward(last), this.config.dropout, attending.dropout);
    return { hidden, mask: options.mask };
  }

  residualStream(ids: Tensor, options: Pick<ForwardOptions, 'mask'> = {}): Tensor[] {
    return this.#encoderStates(ids, options.mask, Attending.of(ids, {}));
  }

  decode(memory: Memory, ids: Tensor, options: ForwardOptions = {}): Tensor {
    const asked = Attending.of(ids, options);
    const everywhere = asked.everywhere();
    const { device } = ids;
    const readable = memory.mask ? textOnly(memory.mask) : null;
    const scores = (attending: Attending): Tensor =>
      attending.once('relative positions', () => {
        const places = attending.queryPlaces(device);
        const bias = this.decoderPositions.forward(places, attending.keyPlaces(device));
        return hide(bias, attending.allowed(device) ?? causal(places));
      });
    const drop = (y: Tensor): Tensor => dropout(y, this.config.dropout, asked.dropout);
    let x = drop(this.embed.forward(ids));
    for (const [i, block] of this.decoder.entries()) {
      // What a position needs of others it takes from the blocks before: the last need not see all.
      const attending = i === this.decoder.length - 1 ? asked : everywhere;
      const context = { scores: scores(attending), memory: memory.hidden, readable };
      x = block.forward(x, context, attending);
    }
    return drop(this.decoderNorm.forward(x));
  }

  logits(hidden: Tensor): Tensor {
    const scaled = this.config.scaleLogits ? hidden.mul(this.config.width ** -0.5) : hidden;
    return this.unembed?.forward(scaled) ?? scaled.linear(this.embed.weight);
  }

  /** The embedding of what the encoder reads, and what each of its blocks makes of it. */
  #encoderStates(ids: Tensor, mask: Tensor | undefined, attending: Attending): Tensor[] {
    const places = attending.keyPlaces(ids.device);
    const bias = this.encoderPositions.forward(places, places);
    const scores = mask ? hide(bias, textOnly(mask)) : bias;
    const states = [dropout(this.embed.forward(ids), this.config.dropout, attending.dropout)];
    for (const block of this.encoder)
      states.push(block.forward(states.at(-1) as Tensor, scores, attending));
    return states;
  }
}

/** Keys at `places` [T] that a query sees: those up to its own [T, T]. */
const causal = (places: Tensor): Tensor => places.unsqueeze(0).le(places.unsqueeze(1));

/** `bias` [B or 1, H, N, S], minus infinity where `allowed` (to be expanded to it) is false. */
const hide = (bias: Tensor, allowed: Tensor): Tensor =>
  bias.maskedFill(allowed.logicalNot(), Number.NEGATIVE_INFINITY);

class EncoderBlock extends Module {
  readonly attentionNorm: RmsNorm;
  readonly attention: Attention;
  readonly mlpNorm: RmsNorm;
  readonly mlp: Mlp;
  readonly #dropout: number;

  constructor(config: T5Config) {
    super();
    this.attentionNorm = new RmsNorm(config.width, config.normEps);
    this.attention = new Attention(config);
    this.mlpNorm = new RmsNorm(config.width, config.normEps);
    this.mlp = new Mlp(config);
    this.#dropout = config.dropout;
  }

  /** `x` [B, S, D], with `scores` [B or 1, H, S, S] added to attention's -> [B, S, D]. */
  forward(x: Tensor, scores: Tensor, { dropout: active }: Attending): Tensor {
    const drop = (y: Tensor): Tensor => dropout(y, this.#dropout, active);
    const normed = this.attentionNorm.forward(x);
    const [key, value] = this.attention.keysAndValues(normed);
    const query = this.attention.queries(normed);
    const sum = x.add(drop(this.attention.forward(query, key, value, scores, active)));
    return sum.add(drop(this.mlp.forward(this.mlpNorm.forward(sum), active)));
  }
}

/** What all blocks of the decoder are given alike. */
interface DecoderContext {
  /** Added to the scores of the decoder's attention to itself [B or 1, H, N, S]. */
  readonly scores: Tensor;
  /** What the encoder made [B, S, D]. */
  readonly memory: Tensor;
  /** [B, 1, 1, S], true where the memory may be read; null: everywhere. */
  readonly readable: Tensor | null;
}

class DecoderBlock extends Module {
  readonly attentionNorm: RmsNorm;
  readonly attention: Attention;
  readonly readingNorm: RmsNorm;
  /** From the decoder to what the encoder made. */
  readonly reading: Attention;
  readonly mlpNorm: RmsNorm;
  readonly mlp: Mlp;
  readonly #block: number;
  readonly #dropout: number;

  constructor(config: T5Config, block: number) {
    super();
    this.attentionNorm = new RmsNorm(config.width, config.normEps);
    this.attention = new Attention(config);
    this.readingNorm = new RmsNorm(config.width, config.normEps);
    this.reading = new Attention(config);
    this.mlpNorm = new RmsNorm(config.width, config.normEps);
    this.mlp = new Mlp(config);
    this.#block = block;
    this.#dropout = config.dropout;
  }

  /** `x` [B, T, D] -> what the positions asked for make of it [B, N, D]. */
  forward(x: Tensor, { scores, memory, readable }: DecoderContext, attending: Attending): Tensor {
    const { cache, dropout: active } = attending;
    const drop = (y: Tensor): Tensor => dropout(y, this.#dropout, active);
    const normed = this.attentionNorm.forward(x);
    const own = this.attention.keysAndValues(normed);
    const [key, value] = cache?.append(this.#block, ...own) ?? own;
    const query = attending.pickQueries(this.attention.queries(normed));
    const attended = this.attention.forward(query, key, value, scores, active);
    const sum = attending.pick(x).add(drop(attended));
    const readQuery = this.reading.queries(this.readingNorm.forward(sum));
    const [readKey, readValue] = this.#remembered(memory, cache);
    const read = this.reading.forward(readQuery, readKey, readValue, readable, active);
    const both = sum.add(drop(read));
    return both.add(drop(this.mlp.forward(this.mlpNorm.forward(both), active)));
  }

  #remembered(memory: Tensor, cache: KeyValueCache | undefined): readonly [Tensor, Tensor] {
    const make = (): readonly [Tensor, Tensor] => this.reading.keysAndValues(memory);
    return cache?.once(this.#block, make) ?? make();
  }
}

/** Attention without scaling; position biases come with the scores. */
class Attention extends Module {
  readonly query: Linear;
  readonly key: Linear;
  readonly value: Linear;
  readonly output: Linear;
  readonly #headWidth: number;
  readonly #dropout: number;

  constructor({ width, heads, headWidth, dropout }: T5Config) {
    super();
    const inner = heads * headWidth;
    this.query = new Linear(width, inner, { bias: false });
    this.key = new Linear(width, inner, { bias: false });
    this.value = new Linear(width, inner, { bias: false });
    this.output = new Linear(inner, width, { bias: false });
    this.#headWidth = headWidth;
    this.#dropout = dropout;
  }

  /** `x` [B, T, D] -> [B, H, T, K] */
  queries(x: Tensor): Tensor {
    return this.#heads(this.query.forward(x));
  }

  /** `x` [B, S, D] -> two of [B, H, S, K] */
  keysAndValues(x: Tensor): readonly [keys: Tensor, values: Tensor] {
    return [this.#heads(this.key.forward(x)), this.#heads(this.value.forward(x))];
  }

  /** `scores` [B or 1, H or 1, N, S], added, or true where a key is seen -> [B, N, D]. */
  forward(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    scores: Tensor | null,
    dropoutActive: boolean,
  ): Tensor {
    const share = dropoutActive ? this.#dropout : 0;
    const options = { allowed: scores, causal: false, scale: 1, dropout: share };
    return this.output.forward(mix(query, key, value, options));
  }

  #heads(x: Tensor): Tensor {
    const [batch, tokens] = x.shape as [number, number];
    return x.view([batch, tokens, -1, this.#headWidth]).transpose(1, 2);
  }
}

class Mlp extends Module {
  readonly gate: Linear | null;
  readonly up: Linear;
  readonly down: Linear;
  readonly #dropout: number;

  constructor({ width, hidden, gated, dropout }: T5Config) {
    super();
    this.gate = gated ? new Linear(width, hidden, { bias: false }) : null;
    this.up = new Linear(width, hidden, { bias: false });
    this.down = new Linear(hidden, width, { bias: false });
    this.#dropout = dropout;
  }

  /** `x` [..., D] -> [..., D] */
  forward(x: Tensor, dropoutActive: boolean): Tensor {
    const up = this.up.forward(x);
    const hidden = this.gate?.forward(x).gelu({ approximate: 'tanh' }).mul(up) ?? up.relu();
    return this.down.forward(dropout(hidden, this.#dropout, dropoutActive));
  }
}
