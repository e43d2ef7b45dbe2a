// T5 (Raffel et al. 2020, https://arxiv.org/abs/1910.10683) and its version 1.1, which gates the MLP.
// Shapes: B sequences, S tokens read, T tokens written, N positions asked for, D model width,
// H heads, K head width, V vocabulary.
import { dropout, Embedding, Linear, Module, RmsNorm, TiedHead } from '../nn/index.js';
import type { Tensor } from '../tensor/index.js';
import { causalMask, paddingMask } from './blocks/attention-mask.js';
import { ForwardPass } from './blocks/forward-pass.js';
import type { KeyValueCache } from './blocks/key-value-cache.js';
import { RelativePositions } from './blocks/relative-positions.js';
import type { EncoderDecoder, Memory } from './encoder-decoder.js';
import type { ForwardOptions } from './language-model.js';
import { T5Attention, type T5LayerShape, T5Mlp } from './t5-layers.js';

/** The shape of a T5 model. */
export interface T5Config extends T5LayerShape {
  /** Rows of the token embedding V, padding rows included. */
  readonly vocabularySize: number;
  readonly encoderLayers: number;
  readonly decoderLayers: number;
  /** Buckets of relative positions. */
  readonly buckets: number;
  /** All distances from here share a bucket, in tokens. */
  readonly maxDistance: number;
  /** True: logits are products with the token embedding itself. */
  readonly tieEmbeddings: boolean;
  /** Whether the last hidden states are divided by sqrt(D) before the head (not in 1.1). */
  readonly scaleLogits: boolean;
  readonly normEps: number;
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
  readonly unembed: Linear | TiedHead;

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
    this.unembed = config.tieEmbeddings
      ? new TiedHead(this.embed)
      : new Linear(width, vocabularySize, { bias: false });
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
    const pass = ForwardPass.of(ids, { dropout: options.dropout });
    const last = this.#encoderStates(ids, options.mask, pass).pop() as Tensor;
    const hidden = dropout(this.encoderNorm.forward(last), this.config.dropout, pass.dropout);
    return { hidden, mask: options.mask };
  }

  residualStream(ids: Tensor, options: Pick<ForwardOptions, 'mask'> = {}): Tensor[] {
    return this.#encoderStates(ids, options.mask, ForwardPass.of(ids, {}));
  }

  decode(memory: Memory, ids: Tensor, options: ForwardOptions = {}): Tensor {
    const asked = ForwardPass.of(ids, options);
    const everywhere = asked.everywhere();
    const { device } = ids;
    const readable = memory.mask ? paddingMask(memory.mask) : null;
    const scores = (pass: ForwardPass): Tensor =>
      pass.once('relative positions', () => {
        const queries = pass.queryPositionIds(device);
        const bias = this.decoderPositions.biases(queries, pass.keyPositionIds(device));
        return hide(bias, causalMask(pass, device) ?? causal(queries));
      });
    const drop = (y: Tensor): Tensor => dropout(y, this.config.dropout, asked.dropout);
    let x = drop(this.embed.forward(ids));
    for (const [i, block] of this.decoder.entries()) {
      // What a position needs of others it takes from the blocks before: the last need not see all.
      const pass = i === this.decoder.length - 1 ? asked : everywhere;
      const context = { scores: scores(pass), memory: memory.hidden, readable };
      x = block.forward(x, context, pass);
    }
    return drop(this.decoderNorm.forward(x));
  }

  logits(hidden: Tensor): Tensor {
    const { scaleLogits, width } = this.config;
    return this.unembed.forward(scaleLogits ? hidden.mul(width ** -0.5) : hidden);
  }

  /** The embedding of what the encoder reads, and what each of its blocks makes of it. */
  #encoderStates(ids: Tensor, mask: Tensor | undefined, pass: ForwardPass): Tensor[] {
    const positions = pass.keyPositionIds(ids.device);
    const bias = this.encoderPositions.biases(positions, positions);
    const scores = mask ? hide(bias, paddingMask(mask)) : bias;
    const states = [dropout(this.embed.forward(ids), this.config.dropout, pass.dropout)];
    for (const block of this.encoder)
      states.push(block.forward(states.at(-1) as Tensor, scores, pass));
    return states;
  }
}

/** Keys at `positions` [T] that a query sees: those up to its own [T, T]. */
const causal = (positions: Tensor): Tensor => positions.unsqueeze(0).le(positions.unsqueeze(1));

/** `bias` [B or 1, H, N, S], minus infinity where `mask` (to be expanded to it) is false. */
const hide = (bias: Tensor, mask: Tensor): Tensor =>
  bias.maskedFill(mask.logicalNot(), Number.NEGATIVE_INFINITY);

class EncoderBlock extends Module {
  readonly attentionNorm: RmsNorm;
  readonly attention: T5Attention;
  readonly mlpNorm: RmsNorm;
  readonly mlp: T5Mlp;
  readonly #dropout: number;

  constructor(config: T5Config) {
    super();
    this.attentionNorm = new RmsNorm(config.width, config.normEps);
    this.attention = new T5Attention(config);
    this.mlpNorm = new RmsNorm(config.width, config.normEps);
    this.mlp = new T5Mlp(config);
    this.#dropout = config.dropout;
  }

  /** `x` [B, S, D], with `scores` [B or 1, H, S, S] added to attention's -> [B, S, D]. */
  forward(x: Tensor, scores: Tensor, { dropout: active }: ForwardPass): Tensor {
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
  readonly attention: T5Attention;
  readonly readingNorm: RmsNorm;
  /** Cross-attention: from the decoder to what the encoder made. */
  readonly reading: T5Attention;
  readonly mlpNorm: RmsNorm;
  readonly mlp: T5Mlp;
  readonly #block: number;
  readonly #dropout: number;

  constructor(config: T5Config, block: number) {
    super();
    this.attentionNorm = new RmsNorm(config.width, config.normEps);
    this.attention = new T5Attention(config);
    this.readingNorm = new RmsNorm(config.width, config.normEps);
    this.reading = new T5Attention(config);
    this.mlpNorm = new RmsNorm(config.width, config.normEps);
    this.mlp = new T5Mlp(config);
    this.#block = block;
    this.#dropout = config.dropout;
  }

  /** `x` [B, T, D] -> what the positions asked for make of it [B, N, D]. */
  forward(x: Tensor, { scores, memory, readable }: DecoderContext, pass: ForwardPass): Tensor {
    const { cache, dropout: active } = pass;
    const drop = (y: Tensor): Tensor => dropout(y, this.#dropout, active);
    const normed = this.attentionNorm.forward(x);
    const own = this.attention.keysAndValues(normed);
    const [key, value] = cache?.append(this.#block, ...own) ?? own;
    const query = pass.pickQueries(this.attention.queries(normed));
    const attended = this.attention.forward(query, key, value, scores, active);
    const sum = pass.pick(x).add(drop(attended));
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
