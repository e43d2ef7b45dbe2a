import type { z } from 'zod';
import type { Written } from '../../data/kind.js';
import type { OtherStageOptions } from './other-stage.js';

/** A checkpoint: a folder with config.json or a name of the hub, and branch, tag or commit there. */
export interface CheckpointName {
  readonly from: string;
  readonly revision: string;
}

/** The interface of a kind of model; a new one is an object of this type, listed in `kinds.ts`. */
export interface ModelKind<Options> {
  /** Its value of `model.kind`. */
  readonly kind: string;
  /** Its options; zod fills in defaults and says what is wrong. */
  readonly options: z.ZodType<Options>;
  readonly reads: 'texts' | 'images';
  /** How it reads texts; null of a model of images. */
  architecture(options: Options): 'causal' | 'encoder-decoder' | null;
  /**
   * What of the options decides the model at the start: files by their content, wherever they lie.
   * `words`: what decides the words of a vocabulary that is made from the data. A file that cannot be
   * read is a UserError.
   */
  identity(options: Options, words: object): unknown;
  /** The checkpoint that it starts from; null where it starts from random weights. */
  checkpoint(options: Options): CheckpointName | null;
  /** The stage of another experiment that it starts from; null of other models. */
  otherStage(options: Options): OtherStageOptions | null;
  /** A small form of options as they are written, that needs no download. */
  quick(written: Written): Written;
  /** How a list names it: a short name, or the shape. */
  name(options: Options): string;
  /**
   * How many parameters there are, for an estimate, with so many words in a vocabulary that is made
   * from the data; null where a file is needed to know.
   */
  parameters(options: Options, words: number | null): number | null;
  /**
   * Floating-point operations of a forward pass over a document of so many tokens, or an image of so
   * many pixels a side; `words` as for `parameters`. Null where the model's size is not known.
   */
  operations(options: Options, size: number, words: number | null): number | null;
  /** What does not go with documents of this size: the path of each thing, and why. */
  misfits(options: Options, size: number): Iterable<[PropertyKey[], string]>;
}
