import type { Document } from '../data/documents.js';
import { checkedIds, type Tokenizer } from '../tokenizers/tokenizer.js';

/** A question as tokens. */
export interface EncodedQuestion {
  /** The prompt's. */
  readonly prompt: readonly number[];
  /** The reference answer's after the prompt; none where a token has parts of both. */
  readonly answer: readonly number[];
  /** The reference answer's on its own, as a decoder writes it that reads the prompt elsewhere. */
  readonly answerAlone: readonly number[];
}

/** Every test of a run asks the same questions: each is encoded once while its document lives. */
const known = new WeakMap<Tokenizer, WeakMap<Document, EncodedQuestion>>();

/** The tokens of a question and of its reference answer. */
export function encodeQuestion(document: Document, tokenizer: Tokenizer): EncodedQuestion {
  const ofTokenizer = known.get(tokenizer) ?? new WeakMap<Document, EncodedQuestion>();
  known.set(tokenizer, ofTokenizer);
  const encoded = ofTokenizer.get(document) ?? encode(document, tokenizer);
  ofTokenizer.set(document, encoded);
  return encoded;
}

function encode({ prompt: text, answer }: Document, tokenizer: Tokenizer): EncodedQuestion {
  const prompt = checkedIds(tokenizer, text);
  const whole = checkedIds(tokenizer, text + answer);
  return {
    prompt,
    answer: prompt.every((id, i) => id === whole[i]) ? whole.slice(prompt.length) : [],
    answerAlone: checkedIds(tokenizer, answer),
  };
}
