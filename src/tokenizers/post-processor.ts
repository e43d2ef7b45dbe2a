import { z } from 'zod';
import { UserError } from '../errors/user-error.js';
import { quoted } from '../text/printable.js';
import { readPart } from './part.js';

/** What a tokenizer puts around a text. */
export interface Surroundings {
  /** Ids that stand before every text. */
  readonly before: readonly number[];
  /** Ids that stand after every text, which `encode` leaves out. */
  readonly after: readonly number[];
  /** Whether the spans of tokens leave out the spaces at their ends. */
  readonly trimsSpans: boolean;
  /**
   * Whether a template has put tokens around the text: the reference implementation would take
   * them for texts of their own if yet another processor put something around each.
   */
  readonly isTemplate: boolean;
}

/** Of a tokenizer without a post-processor. */
export const nothingAround: Surroundings = {
  before: [],
  after: [],
  trimsSpans: false,
  isTemplate: false,
};

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const id = z.int().nonnegative().max(0xffff_ffff);
// The reference wants one of the two keys and nothing else.
const templatePiece = z.union([
  z
    .strictObject({ SpecialToken: z.looseObject({ id: z.string(), type_id: id }) })
    .transform(({ SpecialToken }) => ({ text: null, token: SpecialToken.id })),
  z
    .strictObject({ Sequence: z.looseObject({ id: z.enum(['A', 'B']), type_id: id }) })
    .transform(({ Sequence }) => ({ text: Sequence.id, token: null })),
]);
const template = z.looseObject({
  type: z.literal('TemplateProcessing').optional(),
  single: z.array(templatePiece),
  pair: z.array(templatePiece),
  // As pairs: a record would lose a token `__proto__`.
  special_tokens: z.preprocess(
    (tokens) => (isObject(tokens) ? Object.entries(tokens) : tokens),
    z.array(
      z.tuple([
        z.string(),
        z.looseObject({ id: z.string(), ids: z.array(id), tokens: z.array(z.string()) }),
      ]),
    ),
  ),
});
const named = z.tuple([z.string(), id]);
const roberta = z.looseObject({
  type: z.literal('RobertaProcessing').optional(),
  sep: named,
  cls: named,
  trim_offsets: z.boolean().default(true),
  add_prefix_space: z.boolean().default(true),
});
const bert = z.looseObject({
  type: z.literal('BertProcessing').optional(),
  sep: named,
  cls: named,
});
const byteLevel = z.looseObject({
  type: z.literal('ByteLevel'),
  add_prefix_space: z.boolean(),
  trim_offsets: z.boolean(),
  use_regex: z.boolean().default(true),
});
const sequence = z.looseObject({ type: z.literal('Sequence'), processors: z.array(z.unknown()) });

const typed = z.looseObject({ type: z.string().optional() });

/**
 * What the section `post_processor` of a tokenizer.json puts around a text. UserErrors name the part
 * and the option that is wrong, and templates that do not have the text once.
 *
 * @param part null: there is no section
 * @param where the path of the section, for messages
 */
export function readPostProcessor(part: unknown, where: string): Surroundings {
  if (part === null) return nothingAround;
  const { type } = readPart(typed, part, where);
  switch (type) {
    case 'TemplateProcessing':
      return ofTemplate(part, where);
    case 'BertProcessing':
    case 'RobertaProcessing': {
      const schema = type === 'BertProcessing' ? bert : roberta;
      const { sep, cls, trim_offsets } = readPart(schema, part, where);
      return {
        ...nothingAround,
        before: [cls[1]],
        after: [sep[1]],
        trimsSpans: trim_offsets === true,
      };
    }
    case 'ByteLevel':
      return { ...nothingAround, trimsSpans: readPart(byteLevel, part, where).trim_offsets };
    case 'Sequence':
      return readPart(sequence, part, where)
        .processors.map((inner, at) => {
          if (inner === null) throw new UserError(`${where}.processors[${at}]: expected a part`);
          return readPostProcessor(inner, `${where}.processors[${at}]`);
        })
        .reduce((inner, outer) => around(inner, outer, where), nothingAround);
    case undefined:
      return ofUntyped(part, where);
    default:
      throw new UserError(
        `${where}.type: ${quoted(type)} is not supported, only ` +
          'TemplateProcessing, BertProcessing, RobertaProcessing, ByteLevel and Sequence are',
      );
  }
}

/** Early files name no types: parts are told by their options. */
function ofUntyped(part: unknown, where: string): Surroundings {
  if (template.safeParse(part).success) return ofTemplate(part, where);
  if (!bert.safeParse(part).success)
    throw new UserError(`${where}.type: the part names no type, nor do its options tell it`);
  return readPostProcessor({ ...readPart(bert, part, where), type: 'BertProcessing' }, where);
}

/** What a later processor adds stands outside. */
function around(inner: Surroundings, outer: Surroundings, where: string): Surroundings {
  const adds = outer.isTemplate || outer.before.length + outer.after.length > 0;
  if (inner.isTemplate && adds)
    throw new UserError(
      `${where}.processors: none that adds tokens may follow a TemplateProcessing that adds some`,
    );
  return {
    before: [...outer.before, ...inner.before],
    after: [...inner.after, ...outer.after],
    trimsSpans: inner.trimsSpans || outer.trimsSpans,
    isTemplate: inner.isTemplate || outer.isTemplate,
  };
}

function ofTemplate(part: unknown, where: string): Surroundings {
  const { single, special_tokens } = readPart(template, part, where);
  const tokens = new Map(special_tokens);
  const texts = single.filter(({ text }) => text !== null);
  if (texts.length !== 1 || texts[0]?.text !== 'A')
    throw new UserError(`${where}.single: expected the text, "A", once and no other`);
  const at = single.findIndex(({ text }) => text !== null);
  const idsOf = (pieces: typeof single): number[] =>
    pieces.flatMap(({ token: name }) => {
      if (name === null) return [];
      const token = tokens.get(name);
      if (token === undefined)
        throw new UserError(`${where}.special_tokens: ${quoted(name)} of "single" is missing`);
      return token.ids;
    });
  return {
    before: idsOf(single.slice(0, at)),
    after: idsOf(single.slice(at + 1)),
    trimsSpans: false,
    isTemplate: single.length > 1,
  };
}
