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

/** A kind of language model of random initial weights, by what sets it apart from the others. */
export function fromScratch<Options extends ScratchOptions>(
  own: Pick<ModelKind<Options>, 'kind' | 'options' | 'parameters'>,
): ModelKind<Options> {
  return {
    ...own,
    reads: 'texts',
    identity: (options, words) => ({
      ...options,
      ...vocabularyIdentity(options.vocabulary, words),
    }),
    checkpoint: () => null,
    quick: ({ vocabulary: wanted, ...written }) => {
      const small = { ...written, layers: 1, width: 32, heads: 2, hidden: 64 };
      return { ...small, vocabulary: quickVocabulary(wanted) };
    },
    name: ({ kind, layers, width }) => `${kind} ${layers}x${width}`,
    operations: (options, tokens, words) => textOperations(own.parameters(options, words), tokens),
    misfits: () => [],
  };
}
