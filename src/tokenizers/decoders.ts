import { z } from 'zod';
import { UserError } from '../errors/user-error.js';
import { quoted } from '../text/printable.js';
import { byteOfLetter } from './byte-letters.js';
import { readNormalizer } from './normalizers.js';
import { readPart } from './part.js';

/** Rewrites tokens into what is joined to a text. */
export type Decode = (tokens: readonly string[]) => string[];

const character = z.string().refine((text) => Array.from(text).length === 1, {
  error: 'expected one character',
});
const count = z.int().nonnegative();

/** Options of the decoders and what they do; unknown options are passed over, as in the reference. */
const decoders = new Map<string, (part: unknown, where: string) => Decode>([
  [
    'ByteLevel',
    decoder(
      z.looseObject({
        add_prefix_space: z.boolean(),
        trim_offsets: z.boolean(),
        use_regex: z.boolean().default(true),
      }),
      () => (tokens) => [Buffer.concat(tokens.map(bytesOfLetters)).toString('utf8')],
    ),
  ],
  [
    'Metaspace',
    decoder(
      z
        .looseObject({
          replacement: character,
          add_prefix_space: z.boolean().default(true),
          prepend_scheme: z.enum(['always', 'first', 'never']).default('always'),
          split: z.boolean().default(true),
        })
        .refine((part) => part.add_prefix_space || part.prepend_scheme === 'never', {
          path: ['add_prefix_space'],
          error: 'false contradicts prepend_scheme',
        }),
      ({ replacement, prepend_scheme }) =>
        (tokens) =>
          tokens.map((token, at) =>
            token.replaceAll(replacement, at === 0 && prepend_scheme !== 'never' ? '' : ' '),
          ),
    ),
  ],
  [
    'WordPiece',
    decoder(z.looseObject({ prefix: z.string(), cleanup: z.boolean() }), ({ prefix, cleanup }) => {
      const joined = (token: string): string =>
        token.startsWith(prefix) ? token.slice(prefix.length) : ` ${token}`;
      return (tokens) =>
        tokens
          .map((token, at) => (at === 0 ? token : joined(token)))
          .map((token) => (cleanup ? cleanedUp(token) : token));
    }),
  ],
  [
    'BPEDecoder',
    decoder(
      z.looseObject({ suffix: z.string() }),
      ({ suffix }) =>
        (tokens) =>
          tokens.map((token, at) => replaced(token, suffix, at === tokens.length - 1 ? '' : ' ')),
    ),
  ],
  ['ByteFallback', decoder(z.looseObject({}), () => joinBytes)],
  ['Fuse', decoder(z.looseObject({}), () => (tokens) => [tokens.join('')])],
  [
    'Strip',
    decoder(
      z.looseObject({ content: character, start: count, stop: count }),
      ({ content, start, stop }) =>
        (tokens) =>
          tokens.map((token) => stripped(Array.from(token), content, start, stop)),
    ),
  ],
  [
    'Replace',
    (part, where) => {
      const replace = readNormalizer(part, where);
      return (tokens) => tokens.map(replace);
    },
  ],
  [
    'CTC',
    decoder(
      z.looseObject({
        pad_token: z.string(),
        word_delimiter_token: z.string(),
        cleanup: z.boolean(),
      }),
      ({ pad_token, word_delimiter_token, cleanup }) =>
        (tokens) =>
          tokens
            .filter((token, at) => token !== tokens[at - 1])
            .map((token) => replaced(token, pad_token, ''))
            .map((token) =>
              cleanup ? replaced(cleanedUp(token), word_delimiter_token, ' ') : token,
            )
            .filter((token) => token !== ''),
    ),
  ],
  [
    'Sequence',
    decoder(z.looseObject({ decoders: z.array(z.unknown()) }), (part, where) => {
      const inner = part.decoders.map((one, at) => readTyped(one, `${where}.decoders[${at}]`));
      return (tokens) => inner.reduce((rest, decode) => decode(rest), [...tokens]);
    }),
  ],
]);

/** Early files name no types: a part is the first of these whose options it has. */
const untyped = ['Replace', 'WordPiece', 'Strip', 'BPEDecoder', 'CTC'];

/**
 * What the section `decoder` of a tokenizer.json makes of tokens: the text. UserErrors name the part
 * and the option that is wrong.
 *
 * @param part null: there is no section, so that tokens are joined by spaces
 * @param where the path of the section, for messages
 */
export function readDecoder(part: unknown, where: string): (tokens: readonly string[]) => string {
  if (part === null) return (tokens) => tokens.join(' ');
  const decode = readTyped(part, where);
  return (tokens) => decode(tokens).join('');
}

const typed = z.looseObject({ type: z.string().optional() });

function readTyped(part: unknown, where: string): Decode {
  const { type } = readPart(typed, part, where);
  if (type === undefined) return readUntyped(part, where);
  const read = decoders.get(type);
  if (read !== undefined) return read(part, where);
  throw new UserError(
    `${where}.type: ${quoted(type)} is not supported, only ` +
      `${[...decoders.keys()].join(', ')} are`,
  );
}

function readUntyped(part: unknown, where: string): Decode {
  for (const type of untyped) {
    try {
      return readTyped({ ...(part as object), type }, where);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
    }
  }
  throw new UserError(`${where}.type: the part names no type, nor do its options tell it`);
}

function decoder<Schema extends z.ZodType>(
  schema: Schema,
  build: (options: z.output<Schema>, where: string) => Decode,
): (part: unknown, where: string) => Decode {
  return (part, where) => build(readPart(schema, part, where), where);
}

/** The bytes that GPT-2's letters stand for; a token with any other character gives its own bytes. */
function bytesOfLetters(token: string): Uint8Array {
  const bytes = Array.from(token, (letter) => byteOfLetter.get(letter));
  return bytes.every((byte) => byte !== undefined) ? Uint8Array.from(bytes) : Buffer.from(token);
}

/** As `replaceAll`, but an empty text stands between characters, never inside one. */
const replaced = (token: string, what: string, by: string): string =>
  what === '' ? token.replace(/(?:)/gu, () => by) : token.replaceAll(what, () => by);

const contractions: readonly (readonly [string, string])[] = [
  [' .', '.'],
  [' ?', '?'],
  [' !', '!'],
  [' ,', ','],
  [" ' ", "'"],
  [" n't", "n't"],
  [" 'm", "'m"],
  [' do not', " don't"],
  [" 's", "'s"],
  [" 've", "'ve"],
  [" 're", "'re"],
];

const cleanedUp = (token: string): string =>
  contractions.reduce((text, [what, by]) => text.replaceAll(what, by), token);

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Tokens such as `<0x0A>` that follow one another are a text, or a replacement character each. */
function joinBytes(tokens: readonly string[]): string[] {
  const texts: string[] = [];
  let bytes: number[] = [];
  const flush = (): void => {
    if (bytes.length > 0) texts.push(textOrMarks(Uint8Array.from(bytes)));
    bytes = [];
  };
  for (const token of tokens) {
    // The reference reads the digits as Rust does, which allows a plus.
    const digits = /^<0x([0-9A-Fa-f]{2}|\+[0-9A-Fa-f])>$/.exec(token)?.[1];
    if (digits === undefined) {
      flush();
      texts.push(token);
    } else bytes.push(Number.parseInt(digits, 16));
  }
  flush();
  return texts;
}

function textOrMarks(bytes: Uint8Array): string {
  try {
    return strictUtf8.decode(bytes);
  } catch {
    return '\ufffd'.repeat(bytes.length);
  }
}

/** Without as many of `content` at the ends as there are, but no more than `start` and `stop`. */
function stripped(
  characters: readonly string[],
  content: string,
  start: number,
  stop: number,
): string {
  let from = 0;
  while (from < Math.min(start, characters.length) && characters[from] === content) from++;
  let end = characters.length;
  while (end > from && characters.length - end < stop && characters[end - 1] === content) end--;
  return characters.slice(from, end).join('');
}
