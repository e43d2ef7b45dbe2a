import type { Document } from '../data/documents.js';
import type { Recipe, TrainingMode } from '../experiment/recipe.js';
import type { AnyLanguageModel } from '../models/encoder-decoder.js';
import { MersenneTwister } from '../random/mersenne-twister.js';
import type { Tokenizer } from '../tokenizers/tokenizer.js';
import { stepSizes } from './batches.js';
import { type EncodedDocument, encodeDocuments, encodingFor } from './encoded-document.js';
import { addGradients } from './loss.js';
import { passesOf } from './passes.js';
import {
  type DataState,
  generatorOf,
  type TrainingBatch,
  type TrainingData,
} from './training-data.js';

/** What a language model is trained on, and how its documents become batches. */
export interface DocumentTraining {
  readonly model: AnyLanguageModel;
  readonly tokenizer: Tokenizer;
  /** At least one. */
  readonly documents: readonly Document[];
  readonly recipe: Pick<Recipe, 'documentsPerStep' | 'lastBatch' | 'loss' | 'precision'>;
  readonly mode: TrainingMode;
  /** Decides the order of the documents. */
  readonly seed: number;
}

/** Documents that a language model is trained on, in an order that is drawn anew every epoch. */
export class TrainingDocuments implements TrainingData {
  readonly #model: AnyLanguageModel;
  readonly #recipe: DocumentTraining['recipe'];
  readonly #documents: readonly EncodedDocument[];
  /** Documents of each step of an epoch. */
  readonly #sizes: readonly number[];
  /** How many documents were longer than the fixed length of mode 'faithful', and are cut. */
  readonly cut: number;
  #random: MersenneTwister;
  /** State of the generator before it drew the order of the epoch under way. */
  #beforeEpoch: Uint32Array;
  #order = new Uint32Array();
  #stepOfEpoch = 0;

  constructor({ model, tokenizer, documents, recipe, mode, seed }: DocumentTraining) {
    if (documents.length === 0) throw new Error('a stage needs at least one document');
    const encoding = encodingFor(model, { mode, loss: recipe.loss });
    const encoded = encodeDocuments(documents, tokenizer, encoding);
    this.#model = model;
    this.#recipe = recipe;
    this.#documents = encoded.documents;
    this.cut = encoded.cut;
    this.#sizes = stepSizes(documents.length, recipe);
    this.#random = MersenneTwister.named(seed, 'order of training documents');
    this.#beforeEpoch = this.#random.state();
  }

  get stepsPerEpoch(): number {
    return this.#sizes.length;
  }

  nextBatch(): DocumentBatch {
    if (this.#stepOfEpoch === 0) this.#shuffle();
    const before = this.#sizes.slice(0, this.#stepOfEpoch).reduce((sum, size) => sum + size, 0);
    const size = this.#sizes[this.#stepOfEpoch] as number;
    const chosen = this.#order.subarray(before, before + size);
    this.#stepOfEpoch = (this.#stepOfEpoch + 1) % this.#sizes.length;
    const documents = Array.from(chosen, (index) => this.#documents[index] as EncodedDocument);
    return documentBatch(this.#model, documents, this.#recipe);
  }

  state(): DataState {
    // Within an epoch, the order is drawn again from where it was drawn.
    const order = this.#stepOfEpoch === 0 ? this.#random.state() : this.#beforeEpoch.slice();
    return { stepOfEpoch: this.#stepOfEpoch, generators: { order } };
  }

  restore(state: DataState): void {
    this.#random = MersenneTwister.fromState(generatorOf(state, 'order'));
    this.#stepOfEpoch = state.stepOfEpoch;
    if (this.#stepOfEpoch > 0) this.#shuffle();
  }

  /** Draws the order of the next epoch. */
  #shuffle(): void {
    this.#beforeEpoch = this.#random.state();
    this.#order = Uint32Array.from(this.#documents.keys());
    this.#random.shuffle(this.#order);
  }
}

/** A batch of documents. */
export interface DocumentBatch extends TrainingBatch {
  readonly documents: readonly EncodedDocument[];
}

/**
 * The batch of some documents, in micro-batches as `passesOf` divides them. Their losses are added up
 * and divided once by the batch's number of targets, so that every target weighs the same however
 * the documents are divided.
 */
export function documentBatch(
  model: AnyLanguageModel,
  documents: readonly EncodedDocument[],
  { precision }: Pick<Recipe, 'precision'>,
): DocumentBatch {
  const targets = documents.reduce((total, document) => total + document.targets, 0);
  return {
    documents,
    examples: documents.length,
    targets,
    microBatches: (most) =>
      passesOf(model, documents, most).map((batch) => ({
        addGradients: () => addGradients(model, batch, { precision, divisor: targets }),
      })),
  };
}
