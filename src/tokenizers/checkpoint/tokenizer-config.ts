import { z } from 'zod';
import type { AddedToken } from '../added-tokens.js';

// What transformers 5 reads from tokenizer_config.json and special_tokens_map.json where there is a
// tokenizer.json: tokens, the class, and options of classes. It passes over `add_bos_token` and
// `add_eos_token` there; chat templates, lengths, padding and clean-up change no ids.

const flag = z.boolean().nullish();

/** A token that is named by its text, or described. */
const token = z
  .union([
    z.string(),
    z.looseObject({
      content: z.string(),
      single_word: flag,
      lstrip: flag,
      rstrip: flag,
      normalized: flag,
      special: flag,
    }),
  ])
  .transform((named): NamedToken => {
    const described = typeof named === 'string' ? { content: named, special: true } : named;
    const special = described.special ?? false;
    return {
      isDescribed: typeof named !== 'string',
      content: described.content,
      single_word: described.single_word ?? false,
      lstrip: described.lstrip ?? false,
      rstrip: described.rstrip ?? false,
      normalized: described.normalized ?? !special,
      special,
    };
  });

/** A token of these files. */
export interface NamedToken extends AddedToken {
  /** Whether its properties stand there; else they are those of any special token. */
  readonly isDescribed: boolean;
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** An object as its entries, since any text can be a key; all else as it is. */
const entries = (value: unknown) => (isObject(value) ? Object.entries(value) : value);

const moreTokens = z
  .preprocess((value) => (isObject(value) ? Object.values(value) : value), z.array(token).nullish())
  .transform((tokens) => tokens ?? []);

const idKey = z.string().regex(/^\d+$/, { error: 'expected an id as its key' }).transform(Number);

/** The keys of named tokens, in the order in which transformers adds them. */
const standardNames = [
  'bos_token',
  'eos_token',
  'unk_token',
  'sep_token',
  'pad_token',
  'cls_token',
  'mask_token',
] as const;

/** tokenizer_config.json or special_tokens_map.json. */
export const tokenizerConfig = z
  .looseObject({
    tokenizer_class: z.string().nullish(),
    add_prefix_space: flag,
    legacy: flag,
    split_special_tokens: flag,
    added_tokens_decoder: z
      .preprocess(entries, z.array(z.tuple([idKey, token])).optional())
      .transform((tokens) => tokens?.toSorted(([one], [other]) => one - other)),
    extra_special_tokens: moreTokens,
    additional_special_tokens: moreTokens,
    ...Object.fromEntries(standardNames.map((key) => [key, token.nullish()])),
  })
  .transform((config) => ({
    tokenizerClass: config.tokenizer_class ?? null,
    addPrefixSpace: config.add_prefix_space ?? null,
    isLegacy: config.legacy ?? null,
    splitsSpecialTokens: config.split_special_tokens ?? false,
    /** By id, ascending; null: the file says nothing. */
    addedTokens: config.added_tokens_decoder?.map(([, added]) => added) ?? null,
    extraTokens:
      config.extra_special_tokens.length > 0
        ? config.extra_special_tokens
        : config.additional_special_tokens,
    named: namedTokens(config),
    /** By the keys that stand in the file, for what only some classes read. */
    rest: new Map<string, unknown>(Object.entries(config)),
  }));

/** What the two files say. */
export type TokenizerConfig = z.output<typeof tokenizerConfig>;

/** Tokens by their key; every other key `..._token` names one too. */
function namedTokens(config: Readonly<Record<string, unknown>>): ReadonlyMap<string, NamedToken> {
  const known = new Set<string>([...standardNames, 'add_bos_token', 'add_eos_token']);
  const others = Object.keys(config).filter((key) => key.endsWith('_token') && !known.has(key));
  const named = new Map<string, NamedToken>();
  for (const key of standardNames) {
    const value = config[key] as NamedToken | null | undefined;
    if (value !== null && value !== undefined) named.set(key, value);
  }
  for (const key of others) {
    // A flag of another class is no token.
    const value = token.safeParse(config[key]);
    if (value.success) named.set(key, value.data);
  }
  return named;
}

/**
 * tokenizer_config.json with what special_tokens_map.json adds to it: that counts only where the
 * former has no `added_tokens_decoder`, and then before it.
 */
export function withTokensMap(config: TokenizerConfig, map: TokenizerConfig): TokenizerConfig {
  if (config.addedTokens !== null) return config;
  const named = new Map([...config.named, ...map.named]);
  const inOrder = [...standardNames, ...named.keys()].flatMap((key) => {
    const value = named.get(key);
    return value === undefined ? [] : [[key, { ...value, special: true }] as const];
  });
  const extraTokens = map.extraTokens.length > 0 ? map.extraTokens : config.extraTokens;
  return { ...config, named: new Map(inOrder), extraTokens };
}

/**
 * The tokens that transformers adds to those of a tokenizer, in its order.
 *
 * @param inFile the added tokens of tokenizer.json, which count where the configuration has none
 * @param held those that the tokenizer has already: none where the class makes it anew
 * @param usual the tokens that the class names by itself, by key
 */
export function tokensToAdd(
  config: TokenizerConfig,
  inFile: readonly (AddedToken & { readonly id: number })[],
  held: readonly AddedToken[],
  usual: ReadonlyMap<string, string>,
): { readonly named: readonly AddedToken[]; readonly usual: readonly AddedToken[] } {
  const byId = new Map(inFile.map((one) => [one.id, one]));
  const described: readonly AddedToken[] =
    config.addedTokens ?? [...byId.values()].toSorted((one, other) => one.id - other.id);
  const ofClass = [...usual]
    .filter(([key]) => !config.rest.has(key) && !config.named.has(key))
    .map(([, content]) => token.parse(content));
  const names = new Set([...config.named.values(), ...ofClass].map(({ content }) => content));
  const known = new Set([...described, ...held].map(({ content }) => content));
  const seen = new Set<string>();
  // One that is named twice is added twice where it is described differently: the last one counts.
  const isNew = (one: AddedToken): boolean => {
    const written = JSON.stringify(one);
    if (known.has(one.content) || seen.has(written)) return false;
    seen.add(written);
    return true;
  };
  const more = [...config.named.values(), ...config.extraTokens].filter(isNew);
  return {
    named: [...described, ...more].map((one) => ({
      ...one,
      special: one.special || names.has(one.content),
    })),
    usual: ofClass.filter(isNew),
  };
}
