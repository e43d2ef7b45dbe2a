import { type Document, textOf } from '../../data/documents.js';
import { textKind } from '../../data/kinds.js';
import { UserError } from '../../errors/user-error.js';
import type { Experiment } from '../../experiment/experiment.js';
import { isImageExperiment, textExperiment } from '../../experiment/image-experiment.js';
import { modelKind } from '../../experiment/models/kinds.js';
import { localCheckpoint } from '../../hub/local-checkpoint.js';
import { counted } from '../../text/counted.js';
import { grouped } from '../../text/grouped.js';
import { quoted } from '../../text/printable.js';
import { type PretrainedTokenizer, pretrainedTokenizer } from '../../tokenizers/pretrained.js';
import { datasetOf } from '../seed-data.js';

/** Words that a message names. */
const mostNamed = 8;

/** What is read of an experiment: all of it, or its tests alone. */
interface Read {
  /** Whether stages are trained; default: true. */
  readonly trains?: boolean;
}

/** Words that a tokenizer does not know, and where they stand. */
class UnknownWords {
  readonly words = new Set<string>();
  /**
   * Of what they are in, how many documents there are, and how many of them have some; of what
   * several second seeds have, that of the one with the most.
   */
  readonly where = new Map<string, { all: number; lacking: number }>();

  add(documents: readonly Document[], what: string, tokenizer: PretrainedTokenizer): void {
    let lacking = 0;
    for (const document of documents) {
      const unknown = tokenizer.unknownWords(textOf(document));
      for (const word of unknown) this.words.add(word);
      if (unknown.length > 0) lacking++;
    }
    const before = this.where.get(what);
    if (before === undefined || lacking > before.lacking)
      this.where.set(what, { all: documents.length, lacking });
  }

  /** `3 words: "a", "b", "c"`. */
  get named(): string {
    const shown = [...this.words].slice(0, mostNamed).map((word) => quoted(word, 40));
    const left = this.words.size - shown.length;
    const more = left > 0 ? ` and ${grouped(left)} more` : '';
    return `${counted(this.words.size, 'word')}: ${shown.join(', ')}${more}`;
  }

  /** `20 of 60 documents of stage1, 12 of 50 documents of the set 'questions'`. */
  get places(): string {
    return [...this.where]
      .filter(([, { lacking }]) => lacking > 0)
      .map(
        ([what, { all, lacking }]) =>
          `${grouped(lacking)} of ${counted(all, 'document')} of ${what}`,
      )
      .join(', ');
  }
}

/** Where the tokenizer is that a model reads with, of a checkpoint or a file; null of words of the data. */
function tokenizerPath({ model }: Experiment): string | null {
  const checkpoint = modelKind(model).checkpoint(model);
  if (checkpoint !== null) return localCheckpoint(checkpoint.from, checkpoint.revision);
  return 'vocabulary' in model && model.vocabulary !== 'from data'
    ? model.vocabulary.tokenizer
    : null;
}

/** Looks for words that the tokenizer does not know in what a first seed trains on and is asked. */
function unknownWordsOf(
  experiment: Experiment,
  seed: number,
  tokenizer: PretrainedTokenizer,
  { trains = true }: Read,
): UnknownWords {
  const { stages, seeds, evaluate, data } = textExperiment(experiment);
  const table = textKind(data).facts(data, seed);
  const unknown = new UnknownWords();
  for (const which of ['first', 'second'] as const) {
    const own = stages.filter((stage) => stage.seed === which);
    for (const second of which === 'first' ? [null] : seeds.second) {
      if (own.length === 0) continue;
      const dataset = datasetOf(experiment, table, seed, second);
      for (const { name, train } of trains ? own : [])
        unknown.add(dataset.trainingDocuments(train), name, tokenizer);
      for (const set of evaluate.sets)
        unknown.add([...dataset.testDocuments(set).values()].flat(), `the set '${set}'`, tokenizer);
    }
  }
  return unknown;
}

/**
 * Throws a UserError where a model reads with a token a word and lacks words of what first seeds
 * train on or are asked, as it would read one like the other. Nothing is said of tokenizers that
 * write parts of words, or of words of the data.
 *
 * @param experimentOf the experiment of a seed as `atStart` gives it
 */
export function checkWords(
  seeds: readonly number[],
  experimentOf: (seed: number) => Experiment,
  read: Read = {},
): void {
  let known: string | null = null;
  let tokenizer: PretrainedTokenizer | null = null;
  for (const seed of seeds) {
    const experiment = experimentOf(seed);
    const path = isImageExperiment(experiment) ? null : tokenizerPath(experiment);
    if (path === null) continue;
    if (tokenizer === null || known !== path) tokenizer = pretrainedTokenizer(path);
    known = path;
    checkWordsOf(experiment, seed, tokenizer, read);
  }
}

function checkWordsOf(
  experiment: Experiment,
  seed: number,
  tokenizer: PretrainedTokenizer,
  read: Read,
): void {
  if (!tokenizer.isWordLevel) return;
  const unknown = unknownWordsOf(experiment, seed, tokenizer, read);
  if (unknown.words.size > 0) throw unknownError(experiment.name, seed, unknown);
}

const unknownError = (name: string, seed: number, { named, places }: UnknownWords): UserError =>
  new UserError(
    `${name}, seed ${seed}: the model has a token for each word that it knows, and none for ` +
      `${named} (in ${places}). It would read all of them as the same unknown word: use words that ` +
      'it was trained with, or a model whose tokenizer writes any word',
  );

/**
 * What a tokenizer that writes parts of words has no token for, a sentence; none where nothing. Of one
 * that has a token a word, as `checkWords`.
 */
export function wordNotes(experiment: Experiment, seed: number): string[] {
  const path = tokenizerPath(experiment);
  if (path === null) return [];
  const tokenizer = pretrainedTokenizer(path);
  checkWordsOf(experiment, seed, tokenizer, {});
  if (tokenizer.isWordLevel || !tokenizer.hasUnknown) return [];
  const unknown = unknownWordsOf(experiment, seed, tokenizer, {});
  if (unknown.words.size === 0) return [];
  return [`the tokenizer has no token for parts of ${unknown.named} (in ${unknown.places})`];
}
