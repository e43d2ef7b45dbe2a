import { UserError } from '../../errors/user-error.js';
import { JsonObject } from '../../files/exact-json.js';
import { quoted } from '../../text/printable.js';
import { readPostProcessor } from '../post-processor.js';
import type { TokenizerConfig } from './tokenizer-config.js';
import type { TokenizerJson } from './tokenizer-json.js';

// Some classes of transformers 5 take only the vocabulary, merges and post-processor of a
// tokenizer.json and make the other parts themselves, by options of tokenizer_config.json
// (models/*/tokenization_*.py there). Those of our architectures are followed here.

/** What a class makes of a tokenizer.json. */
interface ClassPipeline {
  /** The tokens that it names where no file does, by key. */
  readonly usualTokens: ReadonlyMap<string, string>;
  readonly model: 'BPE' | 'Unigram';
  readonly build: (
    file: TokenizerJson,
    config: TokenizerConfig,
  ) => Partial<TokenizerJson> & { readonly options: ReadonlyMap<string, boolean | number> };
}

const endOfText = '<|endoftext|>';
const mark = '▁';

const byteLevel = (addPrefixSpace: boolean, useRegex = true) => ({
  type: 'ByteLevel',
  add_prefix_space: addPrefixSpace,
  trim_offsets: true,
  use_regex: useRegex,
});
const nfc = { type: 'NFC' };
const byteLevelOptions = new Map([
  ['fuse_unk', false],
  ['byte_fallback', false],
]);
const qwenPattern =
  "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|" +
  '\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+';
const metaspace = (scheme: string, split: boolean) => ({
  type: 'Metaspace',
  replacement: mark,
  prepend_scheme: scheme,
  split,
});

const classes = new Map<string, ClassPipeline>([
  [
    'GPT2Tokenizer',
    {
      usualTokens: new Map(['bos_token', 'eos_token', 'unk_token'].map((key) => [key, endOfText])),
      model: 'BPE',
      build: (_, { addPrefixSpace }) => ({
        normalizer: null,
        preTokenizer: byteLevel(addPrefixSpace ?? false),
        decoder: byteLevel(true),
        options: byteLevelOptions,
      }),
    },
  ],
  [
    'GPTNeoXTokenizer',
    {
      usualTokens: new Map([
        ['bos_token', endOfText],
        ['eos_token', endOfText],
        ['unk_token', endOfText],
        ['pad_token', '<|padding|>'],
      ]),
      model: 'BPE',
      build: ({ postProcessor }, { addPrefixSpace }) => ({
        normalizer: nfc,
        preTokenizer: byteLevel(addPrefixSpace ?? false),
        // It puts nothing around texts, whatever the file says; only spans are the file's.
        postProcessor: { ...byteLevel(true), trim_offsets: trimsSpans(postProcessor) },
        decoder: byteLevel(true),
        options: byteLevelOptions,
      }),
    },
  ],
  [
    'Qwen2Tokenizer',
    {
      usualTokens: new Map(['eos_token', 'unk_token', 'pad_token'].map((key) => [key, endOfText])),
      model: 'BPE',
      build: (_, { addPrefixSpace }) => ({
        normalizer: nfc,
        preTokenizer: {
          type: 'Sequence',
          pretokenizers: [
            {
              type: 'Split',
              pattern: { Regex: qwenPattern },
              behavior: 'Isolated',
              invert: false,
            },
            byteLevel(addPrefixSpace ?? false, false),
          ],
        },
        decoder: byteLevel(true),
        options: byteLevelOptions,
      }),
    },
  ],
  [
    'LlamaTokenizer',
    {
      usualTokens: new Map([
        ['bos_token', '<s>'],
        ['eos_token', '</s>'],
        ['unk_token', '<unk>'],
      ]),
      model: 'BPE',
      build: (_, { addPrefixSpace, isLegacy }) => {
        const prefixes = addPrefixSpace ?? true;
        const scheme = isLegacy === true ? 'always' : 'first';
        const parts = [
          { type: 'Replace', pattern: { String: mark }, content: ' ' },
          { type: 'ByteFallback' },
          { type: 'Fuse' },
        ];
        const strip = { type: 'Strip', content: ' ', start: 1, stop: 0 };
        return {
          normalizer: null,
          preTokenizer: metaspace(prefixes ? scheme : 'never', false),
          decoder: { type: 'Sequence', decoders: prefixes ? [...parts, strip] : parts },
          options: new Map([
            ['fuse_unk', true],
            ['byte_fallback', true],
          ]),
        };
      },
    },
  ],
  [
    'T5Tokenizer',
    {
      usualTokens: new Map([
        ['eos_token', '</s>'],
        ['unk_token', '<unk>'],
        ['pad_token', '<pad>'],
      ]),
      model: 'Unigram',
      build: ({ normalizer }) => ({
        normalizer,
        preTokenizer: {
          type: 'Sequence',
          pretokenizers: [{ type: 'WhitespaceSplit' }, metaspace('always', true)],
        },
        // What it puts after a text is left out by `encode`; nothing stands before one.
        postProcessor: null,
        decoder: metaspace('always', true),
        options: new Map<string, boolean | number>([
          ['unk_id', 2],
          ['byte_fallback', false],
        ]),
      }),
    },
  ],
]);

const trimsSpans = (postProcessor: unknown): boolean =>
  readPostProcessor(postProcessor, 'post_processor').trimsSpans;

/**
 * The class of each architecture, by `model_type` of config.json, where neither that file nor
 * tokenizer_config.json names one.
 */
export const classOfModel: ReadonlyMap<string, string> = new Map([
  ['gpt2', 'GPT2Tokenizer'],
  ['gpt_neo', 'GPT2Tokenizer'],
  ['gptj', 'GPT2Tokenizer'],
  ['gpt_neox', 'GPTNeoXTokenizer'],
  ['qwen3', 'Qwen2Tokenizer'],
  ['t5', 'T5Tokenizer'],
]);

/** Where the files of a tokenizer are, for messages. */
export interface TokenizerPlace {
  /** The path of tokenizer.json. */
  readonly path: string;
  /** The path of tokenizer_config.json. */
  readonly configPath: string;
}

/**
 * The parts of a tokenizer as the class has them that tokenizer_config.json names, and the tokens that
 * the class names by itself; of a class that keeps to tokenizer.json the file's parts.
 *
 * UserErrors name both files where the class is of another kind of model than tokenizer.json.
 *
 * @param className of tokenizer_config.json, else config.json, else the architecture's; null: none
 */
export function asClassBuilds(
  file: TokenizerJson,
  config: TokenizerConfig,
  className: string | null,
  { path, configPath }: TokenizerPlace,
): { readonly file: TokenizerJson; readonly usualTokens: ReadonlyMap<string, string> } {
  const name = className?.replace(/Fast$/, '') ?? '';
  // transformers tells Llama 3 from Llama 2 by the same.
  const isByteLevel = JSON.stringify([file.preTokenizer, file.decoder]).includes('"ByteLevel"');
  const pipeline = name === 'LlamaTokenizer' && isByteLevel ? undefined : classes.get(name);
  if (pipeline === undefined) {
    checkOptions(file, config, name, { path, configPath });
    return { file, usualTokens: new Map() };
  }
  const type = file.model.get('type');
  if (type !== pipeline.model)
    throw new UserError(
      `${configPath}: transformers makes a ${pipeline.model} model of the class ${name}, and that of ` +
        `${path} is ${quoted(type)}: set tokenizer_class to "PreTrainedTokenizerFast" to follow it`,
    );
  const { options, ...parts } = pipeline.build(file, config);
  const model = new JsonObject();
  for (const key of ['type', 'vocab', 'merges']) {
    const value = file.model.get(key);
    if (value !== undefined) model.set(key, value);
  }
  for (const [key, value] of options) model.set(key, value);
  return {
    file: { ...file, ...parts, model, addedTokens: [] },
    usualTokens: pipeline.usualTokens,
  };
}

/** Options of classes that are not followed here, and the keys of tokenizer.json that they set. */
const classOptions = new Map([
  ['add_prefix_space', 'add_prefix_space'],
  ['do_lower_case', 'lowercase'],
  ['strip_accents', 'strip_accents'],
  ['tokenize_chinese_chars', 'handle_chinese_chars'],
]);
/** Classes that make parts by these options; all others keep to tokenizer.json. */
const optionalClasses = new Set(
  (
    'Albert Barthez Bart Bert BigBird Blenderbot Camembert CodeGen CodeLlama Cohere Deberta DebertaV2 ' +
    'DistilBert Electra Funnel Herbert LayoutLMv2 LayoutLMv3 LayoutXLM Longformer Luke MPNet MarkupLM ' +
    'OpenAIGPT Qwen3_5 RemBert Roberta Splinter Tipsv2 Whisper XGLM XLMRoberta XLNet'
  )
    .split(' ')
    .map((name) => `${name}Tokenizer`),
);

function checkOptions(
  file: TokenizerJson,
  { rest }: TokenizerConfig,
  name: string,
  { path, configPath }: TokenizerPlace,
): void {
  if (!optionalClasses.has(name)) return;
  for (const [option, key] of classOptions) {
    const wanted = rest.get(option);
    const found = [file.normalizer, file.preTokenizer].flatMap((part) => valuesOf(part, key));
    if (typeof wanted === 'boolean' && found.some((value) => value !== wanted))
      throw new UserError(
        `${configPath}: ${option} is ${wanted}, but ${key} in ${path} is ${!wanted}: set one of ` +
          'them as the other is',
      );
  }
}

/** The values of a key, however deep it stands in a part. */
function valuesOf(part: unknown, key: string): boolean[] {
  if (typeof part !== 'object' || part === null) return [];
  return Object.entries(part).flatMap(([name, value]) =>
    name === key && typeof value === 'boolean' ? [value] : valuesOf(value, key),
  );
}
