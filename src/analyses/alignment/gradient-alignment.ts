// How much the gradient of a definition is like those of the questions about the same alias (paper,
// Sec. 5 and App. F).
import { type Document, textOf } from '../../data/documents.js';
import type { Execution } from '../../experiment/execution.js';
import type { Recipe, TrainingMode } from '../../experiment/recipe.js';
import type { AnyLanguageModel } from '../../models/encoder-decoder.js';
import { isOutOfMemory, releaseMemory, scope } from '../../tensor/index.js';
import type { Tokenizer } from '../../tokenizers/tokenizer.js';
import { encodeDocument, encodingFor } from '../../training/encoded-document.js';
import type { AlignmentMetric } from './alignment-row.js';
import { innerProducts, squaredNorms } from './gradient-products.js';
import { bytesOf, perDocumentGradients } from './per-document-gradients.js';

/** A definition and the questions about its alias. */
export interface AlignmentPair {
  readonly definition: Document;
  /** At least one. Where pairs one after the other have the same list, it is read once. */
  readonly questions: readonly Document[];
}

/**
 * What is compared of a definition's gradient and its questions': inner product, cosine and squared
 * Euclidean distance, each the mean over the questions; the norm of the definition's gradient; the
 * mean norm of the questions'.
 */
export type Alignment = Readonly<Record<AlignmentMetric, number>>;

/** How documents become tokens, and how many of them are taken at a time. */
export interface AlignmentOptions {
  readonly mode: TrainingMode;
  readonly loss: Recipe['loss'];
  /** Most documents of one forward pass; no result depends on it, rounding aside. Default: no limit. */
  readonly microBatch?: Execution['microBatch'];
}

/**
 * The alignment of each pair, in their order. Gradients are those of each document's own mean loss
 * with respect to all parameters, tokens bearing loss as in training, in float32 and without
 * dropout; weights, their gradients and the random state stay as they are. As many pairs are taken
 * at a time as bytes allow, whatever their number. Throws an Error that names a document without a
 * finite gradient, and where not even one pair fits into memory.
 */
export function gradientAlignment(
  model: AnyLanguageModel,
  tokenizer: Tokenizer,
  pairs: readonly AlignmentPair[],
  how: AlignmentOptions,
): Alignment[] {
  const alignments = new Array<Alignment>(pairs.length);
  for (const groups of bySize(groupsOf(pairs))) {
    let bytesOfOne = Number.POSITIVE_INFINITY;
    let most = atMost(groups, how);
    for (let start = 0; start < groups.length; ) {
      const fitting = Math.max(1, Math.floor(mostBytes(model.device) / bytesOfOne));
      const taken = groups.slice(start, start + Math.min(most, fitting));
      try {
        bytesOfOne = align(model, tokenizer, taken, how, alignments) / taken.length;
        start += taken.length;
      } catch (error) {
        if (!isOutOfMemory(error) || taken.length === 1) throw error;
        releaseMemory(model.device);
        most = Math.ceil(taken.length / 2);
      }
    }
  }
  return alignments;
}

/**
 * Most bytes of gradients, held as factors, of the definitions and questions that are taken at a
 * time; on the host more gain nothing. What leads to them takes about as much again.
 */
const mostBytes = (device: string): number => (device === 'cpu' ? 2 ** 26 : 2 ** 32);

/** Definitions that are compared with the same questions. */
interface Group {
  /** Each once, however often it is asked for. */
  readonly definitions: readonly Document[];
  readonly questions: readonly Document[];
  /** Which pairs are meant: the index of the pair and that of its definition. */
  readonly pairs: readonly (readonly [pair: number, definition: number])[];
}

function groupsOf(pairs: readonly AlignmentPair[]): Group[] {
  const groups: Group[] = [];
  for (let start = 0; start < pairs.length; ) {
    const { questions } = pairs[start] as AlignmentPair;
    let end = start + 1;
    while (pairs[end]?.questions === questions) end++;
    const texts = new Map<string, { index: number; definition: Document }>();
    const members = pairs.slice(start, end).map(({ definition }, i): [number, number] => {
      const text = `${definition.prompt}\0${definition.answer}`;
      const known = texts.get(text) ?? { index: texts.size, definition };
      texts.set(text, known);
      return [start + i, known.index];
    });
    const definitions = [...texts.values()].map(({ definition }) => definition);
    groups.push({ definitions, questions, pairs: members });
    start = end;
  }
  return groups;
}

/** Groups apart by their numbers of definitions and questions, in order of first appearance. */
function bySize(groups: readonly Group[]): Group[][] {
  const sizes = new Map<string, Group[]>();
  for (const group of groups) {
    const size = `${group.definitions.length} ${group.questions.length}`;
    const same = sizes.get(size);
    if (same) same.push(group);
    else sizes.set(size, [group]);
  }
  return [...sizes.values()];
}

/** Most groups of one size that may be taken at a time. */
function atMost(groups: readonly Group[], { microBatch }: AlignmentOptions): number {
  if (typeof microBatch !== 'number') return Number.POSITIVE_INFINITY;
  const { definitions = [], questions = [] } = groups[0] ?? {};
  const documents = Math.max(definitions.length, questions.length);
  return Math.max(1, Math.floor(microBatch / documents));
}

/** Writes what groups of one size make of their pairs; returns the bytes of their gradients. */
function align(
  model: AnyLanguageModel,
  tokenizer: Tokenizer,
  groups: readonly Group[],
  { mode, loss }: AlignmentOptions,
  alignments: Alignment[],
): number {
  return scope(() => {
    const encoding = encodingFor(model, { mode, loss });
    const read = (documents: readonly Document[]) => {
      const batch = documents.map((document) => encodeDocument(document, tokenizer, encoding));
      const gradients = perDocumentGradients(model, batch);
      const norms = squaredNorms(gradients).map(Math.sqrt);
      const faulty = norms.findIndex((norm) => !(Number.isFinite(norm) && norm > 0));
      if (faulty >= 0)
        throw new Error(
          `the gradient of ${JSON.stringify(textOf(documents[faulty] as Document))} has norm ` +
            `${norms[faulty]}: it cannot be compared`,
        );
      return { gradients, norms };
    };
    const definitions = read(groups.flatMap((group) => group.definitions));
    const questions = read(groups.flatMap((group) => group.questions));
    const products = innerProducts(definitions.gradients, questions.gradients, groups.length);
    const [, m, k] = products.shape as [number, number, number];
    const values = products.toArray();
    for (const [i, { pairs }] of groups.entries())
      for (const [pair, definition] of pairs) {
        const row = i * m + definition;
        alignments[pair] = compared(
          definitions.norms[row] as number,
          questions.norms.slice(i * k, (i + 1) * k),
          values.slice(row * k, (row + 1) * k),
        );
      }
    return bytesOf(definitions.gradients) + bytesOf(questions.gradients);
  });
}

/** Of norms and inner products, one of each a question. */
function compared(
  definitionNorm: number,
  questionNorms: readonly number[],
  products: readonly number[],
): Alignment {
  const mean = (of: (norm: number, product: number) => number): number =>
    questionNorms.reduce((sum, norm, i) => sum + of(norm, products[i] as number), 0) /
    questionNorms.length;
  return {
    cosine: mean((norm, product) => product / (definitionNorm * norm)),
    innerProduct: mean((_, product) => product),
    squaredDistance: mean((norm, product) => definitionNorm ** 2 + norm ** 2 - 2 * product),
    definitionNorm,
    questionNorm: mean((norm) => norm),
  };
}
