import { outlinePretrained } from '../../checkpoints/checkpoint.js';
import type { Dataset } from '../../data/dataset.js';
import { textOf } from '../../data/documents.js';
import { lossOnlySets } from '../../data/evaluation-sets.js';
import { UserError } from '../../errors/user-error.js';
import type { Experiment } from '../../experiment/experiment.js';
import { modelKind } from '../../experiment/models/kinds.js';
import { machineMemory, trainingMemory } from '../../experiment/models/memory.js';
import type { Stage } from '../../experiment/stage.js';
import { localCheckpoint } from '../../hub/local-checkpoint.js';
import { bytesText } from '../../text/bytes.js';
import { counted } from '../../text/counted.js';
import { grouped } from '../../text/grouped.js';
import { quoted } from '../../text/printable.js';
import { checkVocabulary, pretrainedTokenizer } from '../../tokenizers/pretrained.js';
import type { Tokenizer } from '../../tokenizers/tokenizer.js';
import { encodeDocuments } from '../../training/encoded-document.js';
import { checkArchitecture, scratchTokenizer } from './initial-model.js';
import { wordNotes } from './unknown-words.js';

/** What every run of an experiment meets, looked at once before any is started. */
export interface Rehearsal {
  /** What is worth knowing of the tokens, a sentence each. */
  readonly notes: readonly string[];
  /** Runs at a time for which this machine has the memory; null where the model's size is unknown. */
  readonly runsAtATime: number | null;
  /** Numbers of the model; null where they are not known. */
  readonly parameters: number | null;
}

/** What the model of an experiment reads with, and what its size asks for. */
interface Reader {
  readonly tokenizer: Tokenizer;
  /** Whether its tokens are the words of the data, so that every text that is used is known. */
  readonly isOfData: boolean;
  readonly architecture: 'causal' | 'encoder-decoder';
  readonly maxTokens: number | null;
  readonly parameters: number | null;
}

/**
 * Looks at model, tokenizer and the texts of a first seed as its run would, without numbers of the
 * model: whether the checkpoint is known, whole and of the architecture that is written, whether its
 * tokenizer fits and knows every word, whether training fits into this machine's memory (on a CPU),
 * whether tags and aliases can be told apart as tokens, and whether texts have room. Throws a
 * UserError for what would end or spoil every run; checkpoints have to be on this machine.
 *
 * @param dataset the data of `seed`; null of images
 * @param options.onCpu whether training takes this machine's memory
 */
export function rehearse(
  experiment: Experiment,
  dataset: Dataset | null,
  { seed, onCpu }: { readonly seed: number; readonly onCpu: boolean },
): Rehearsal {
  const { model, stages } = experiment;
  if (dataset === null) {
    const parameters = modelKind(model).parameters(model, null);
    return { notes: [], runsAtATime: null, parameters };
  }
  const reader = readerOf(experiment, dataset);
  const ofWords = wordNotes(experiment, seed);
  const { parameters } = reader;
  const runsAtATime = parameters === null || !onCpu ? null : roomFor(parameters, stages);
  return {
    notes: [
      ...(reader.isOfData ? [] : nameNotes(dataset, reader.tokenizer)),
      ...ofWords,
      ...stages.flatMap((stage) => documentNotes(experiment, stage, dataset, reader)),
      ...(reader.isOfData ? [] : answerNotes(experiment, dataset, reader.tokenizer)),
    ],
    runsAtATime,
    parameters,
  };
}

function readerOf({ model, evaluate }: Experiment, dataset: Dataset): Reader {
  const kind = modelKind(model);
  const checkpoint = kind.checkpoint(model);
  const architecture = kind.architecture(model) ?? 'causal';
  if (checkpoint !== null) {
    const folder = localCheckpoint(checkpoint.from, checkpoint.revision);
    const outline = outlinePretrained(folder);
    checkArchitecture({ ...checkpoint, architecture }, outline);
    const tokenizer = pretrainedTokenizer(folder);
    checkVocabulary(tokenizer, outline.vocabularySize, folder);
    return { tokenizer, isOfData: false, ...outline };
  }
  if (!('vocabulary' in model)) throw new RangeError('a model that reads no texts');
  const { tokenizer, rows } = scratchTokenizer(model, dataset, evaluate.sets);
  // The rows are known by now, whatever they follow from.
  const sized = { ...model, vocabulary: 'from data' } as const;
  const parameters = kind.parameters(sized, rows);
  const isOfData = model.vocabulary === 'from data';
  return { tokenizer, isOfData, architecture, maxTokens: null, parameters };
}

function roomFor(parameters: number, stages: readonly Stage[]): number {
  const optimizers = [...new Set(stages.map(({ optimizer }) => optimizer.kind))];
  const { bytes, runs } = trainingMemory(parameters, optimizers);
  if (runs > 0) return runs;
  throw new UserError(
    `model: weights, gradients and the state of ${optimizers.join(' and ')} take ` +
      `${bytesText(bytes)}, and this machine has ${bytesText(machineMemory())} of memory: take a ` +
      "smaller checkpoint, a GPU, or an optimizer with less state ('adafactor')",
  );
}

/** How many tokens tags and aliases have; throws where two of them have the same. */
function nameNotes({ tags, pairs }: Dataset, tokenizer: Tokenizer): string[] {
  const aliases = pairs.map(({ alias }) => alias);
  checkToldApart('tags', tags, tokenizer);
  checkToldApart('aliases', aliases, tokenizer);
  return [`${tokensText('tags', tags, tokenizer)}, ${tokensText('aliases', aliases, tokenizer)}`];
}

/** Throws where the tokenizer reads two of some texts as the same tokens. */
function checkToldApart(what: string, texts: readonly string[], tokenizer: Tokenizer): void {
  const seen = new Map<string, string>();
  for (const text of texts) {
    const ids = String(tokenizer.encode(text));
    const other = seen.get(ids);
    if (other !== undefined && other !== text)
      throw new UserError(
        `data.${what}: the model's tokenizer reads ${quoted(other)} and ${quoted(text)} as the ` +
          `same tokens, so the model cannot tell them apart: write other ${what}`,
      );
    seen.set(ids, text);
  }
}

/** `tags 1 to 3 tokens`. */
function tokensText(what: string, texts: readonly string[], tokenizer: Tokenizer): string {
  const before = tokenizer.encode('').length;
  const counts = texts.map((text) => tokenizer.encode(text).length - before);
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  return `${what} of ${least === most ? '' : `${least} to `}${counted(most, 'token')}`;
}

/** Documents of a stage that are cut; throws where one cannot be trained on. */
function documentNotes(
  { mode }: Experiment,
  { name, loss, train }: Stage,
  dataset: Dataset,
  { tokenizer, architecture, maxTokens }: Reader,
): string[] {
  const documents = dataset.trainingDocuments(train);
  let cut: number;
  try {
    cut = encodeDocuments(documents, tokenizer, { mode, loss, architecture }).cut;
  } catch (cause) {
    if (cause instanceof UserError) throw cause;
    throw new UserError(`stages.${name}: ${(cause as Error).message}`, { cause });
  }
  const lengths = documents.map((document) => tokenizer.encode(textOf(document)).length);
  const longest = lengths.reduce((most, one) => Math.max(most, one), 0);
  const shown = mode === 'faithful' ? Math.min(longest, loss.padTo ?? longest) : longest;
  if (maxTokens !== null && shown > maxTokens)
    throw new UserError(
      `stages.${name}: the longest document has ${counted(shown, 'token')}, and the model reads at ` +
        `most ${grouped(maxTokens)}`,
    );
  if (cut === 0) return [];
  const where = architecture === 'causal' ? 'padTo' : 'padTo and padAnswerTo';
  return [
    `stages.${name}: ${grouped(cut)} of ${counted(documents.length, 'document')} ` +
      `are longer than loss.${where} and lose their ends (the longest has ${longest} tokens)`,
  ];
}

/** References that are longer than an answer can be. */
function answerNotes({ evaluate }: Experiment, dataset: Dataset, tokenizer: Tokenizer): string[] {
  const { sets, newTokens, metrics } = evaluate;
  if (metrics.every((metric) => metric === 'loss')) return [];
  return sets
    .filter((set) => !lossOnlySets.includes(set))
    .flatMap((set) => {
      const documents = [...dataset.testDocuments(set).values()].flat();
      // What follows the prompt, so that what a tokenizer puts before every text does not count.
      const lengths = documents.map(
        (document) =>
          tokenizer.encode(textOf(document).trimEnd()).length -
          tokenizer.encode(document.prompt.trimEnd()).length,
      );
      const long = lengths.filter((length) => length > newTokens);
      if (long.length === 0) return [];
      const most = long.reduce((a, b) => Math.max(a, b), 0);
      return [
        `evaluate.newTokens is ${newTokens}, and ${grouped(long.length)} of ` +
          `${counted(documents.length, 'reference')} of '${set}' have more tokens (up to ${most}): ` +
          'they cannot be answered',
      ];
    });
}
