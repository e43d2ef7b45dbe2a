import {
  ByteFallbackDecoder,
  ByteLevelPreTokenizer,
  type Decoder,
  type Normalizer,
  PrecompiledNormalizer,
  type PreTokenizer,
  SequenceDecoder,
  SequenceNormalizer,
  SequencePreTokenizer,
  type Tokenizer,
  WhitespaceSplitPreTokenizer,
} from '@huggingface/tokenizers';
import { precompiledNormalizer } from './precompiled-normalizer.js';

// GPT-2's pattern. JavaScript's \s has U+FEFF and lacks U+0085, so the property is written out.
const words =
  /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\p{White_Space}\p{L}\p{N}]+|\p{White_Space}+(?!\P{White_Space})|\p{White_Space}+/gu;
const notWhiteSpace = /\P{White_Space}+/gu;

const strictDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Bytes that are no UTF-8 give one replacement character each. */
function decodeAllOrNothing(bytes: Uint8Array): string {
  try {
    return strictDecoder.decode(bytes);
  } catch {
    return '\ufffd'.repeat(bytes.length);
  }
}

/**
 * Gives the parts of a tokenizer the reference implementation's behaviour where the library departs
 * from it: white space, bytes that are no text, and the compiled table of normalisations, for
 * which the library has an approximation. Throws where such a table is damaged.
 */
export function behaveAsReference(tokenizer: Tokenizer): void {
  for (const part of normalizersIn(tokenizer.normalizer)) {
    if (part instanceof PrecompiledNormalizer)
      part.normalize = precompiledNormalizer(part.charsmap ?? '');
  }
  for (const part of preTokenizersIn(tokenizer.pre_tokenizer)) {
    if (part instanceof ByteLevelPreTokenizer) part.pattern = words;
    if (part instanceof WhitespaceSplitPreTokenizer)
      part.pre_tokenize_text = (text) => text.match(notWhiteSpace) ?? [];
  }
  for (const part of decodersIn(tokenizer.decoder)) {
    if (part instanceof ByteFallbackDecoder) part.text_decoder = { decode: decodeAllOrNothing };
  }
}

function normalizersIn(part: Normalizer | null): Normalizer[] {
  if (part === null) return [];
  return part instanceof SequenceNormalizer ? part.normalizers.flatMap(normalizersIn) : [part];
}

/** The pre-tokenizers that a tokenizer goes through, in their order. */
export function preTokenizersIn(part: PreTokenizer | null): PreTokenizer[] {
  if (part === null) return [];
  return part instanceof SequencePreTokenizer ? part.tokenizers.flatMap(preTokenizersIn) : [part];
}

function decodersIn(part: Decoder | null): Decoder[] {
  if (part === null) return [];
  return part instanceof SequenceDecoder ? part.decoders.flatMap(decodersIn) : [part];
}
