import type { ModelKind } from './kind.js';
import {
  quickVocabulary,
  textOperations,
  type VocabularyOptions,
  vocabularyIdentity,
} from './vocabulary.js';

/** Options that every language model of random initial weights has. */
interface ScratchOptions {
  readonly kind: string;
  readonly layers: number;
  readonly width: number;
  readonly vocabulary: VocabularyOptions;
}

/** What sets one kind of language model of random initial weights apart from the others. */
interface Scratch<Options>
  extends Pick<ModelKind<Options>, 'kind' | 'options' | 'parameters' | 'architecture'> {
  /** Numbers of a token embedding that is read row by row and multiplied with nothing. */
  readonly lookedUp: (options: Options, words: number | null) => number;
}

/** A kind of language model of random initial weights. */
export function fromScratch<Options extends ScratchOptions>({
  lookedUp,
  ...own
}: Scratch<Options>): ModelKind<Options> {
  return {
    ...own,
    reads: 'texts',
    identity: (options, words) => ({
      ...options,
      ...vocabularyIdentity(options.vocabulary, words),
    }),
    checkpoint: () => null,
    otherStage: () => null,
    quick: ({ vocabulary: wanted, ...written }) => {
      const small = { ...written, layers: 1, width: 32, heads: 2, hidden: 64 };
      return { ...small, vocabulary: quickVocabulary(wanted) };
    },
    name: ({ kind, layers, width }) => `${kind} ${layers}x${width}`,
    operations: (options, tokens, words) => {
      const parameters = own.parameters(options, words);
      return parameters === null
        ? null
        : textOperations(parameters - lookedUp(options, words), tokens);
    },
    misfits: () => [],
  };
}
