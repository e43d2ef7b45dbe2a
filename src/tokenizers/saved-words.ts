import { idKeys, plainClass, type SavedTokenizer } from './saved-tokenizer.js';

/** What JavaScript's \s matches, for Oniguruma, whose own \s has U+0085 and not U+FEFF. */
const whiteSpace =
  '[\\t\\n\\x0b\\f\\r \\x{00a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}' +
  '\\x{205f}\\x{3000}\\x{feff}]+';

/** Words that have a part to play, and the ids of the first two. */
interface Roles {
  readonly pad: string;
  readonly unknown: string;
  readonly padId: number;
  readonly endId: number | null;
}

/**
 * A vocabulary of words as a tokenizer.json, from which Python's tokenizers and transformers make
 * one that cuts texts at the same white space and gives equal ids. A word that is not there has the
 * id of `unknown`. Special tokens are words as any other: nothing is cut out of `x[PAD]`.
 *
 * @param words by id
 */
export function savedWords(words: readonly string[], roles: Roles): SavedTokenizer {
  const { pad, unknown, endId } = roles;
  const entries = words.map((word, id) => `      ${JSON.stringify(word)}: ${id}`);
  const json = (value: unknown): string => JSON.stringify(value, null, 2);
  const split = { type: 'Split', pattern: { Regex: whiteSpace }, behavior: 'Removed' };
  const head = json({
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: [],
    normalizer: null,
    pre_tokenizer: { ...split, invert: false },
    post_processor: null,
    decoder: null,
  }).replace(/\n\}$/, '');
  // Written by hand, as JavaScript's objects order words that are numbers anew.
  const model =
    `  "model": {\n    "type": "WordLevel",\n    "vocab": {\n${entries.join(',\n')}\n    },\n` +
    `    "unk_token": ${JSON.stringify(unknown)}\n  }`;
  const config = {
    tokenizer_class: plainClass,
    pad_token: pad,
    unk_token: unknown,
    ...(endId === null ? {} : { eos_token: words[endId] }),
    split_special_tokens: true,
    clean_up_tokenization_spaces: false,
    model_input_names: ['input_ids', 'attention_mask'],
  };
  const files = new Map([
    ['tokenizer.json', `${head},\n${model}\n}\n`],
    ['tokenizer_config.json', `${json(config)}\n`],
  ]);
  return { files, modelKeys: idKeys(roles) };
}
