import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { minimalOptions } from './minimal-options.js';
import { modelOptions } from './models/kinds.js';
import { stageSchema } from './stage.js';

const schema = z
  .strictObject({
    width: z.int(),
    hidden: z.int().optional(),
    limits: z.strictObject({ low: z.int().default(0), high: z.int().default(9) }).prefault({}),
    parts: z
      .array(z.strictObject({ name: z.string(), share: z.number().default(0.5) }))
      .default([]),
    label: z.string().nullable().default(null),
  })
  .transform((options) => ({ ...options, hidden: options.hidden ?? 4 * options.width }));

describe('minimalOptions', () => {
  it.each([
    ['nothing but what is needed', { width: 2 }, { width: 2 }],
    ['a default', { width: 2, label: null, parts: [] }, { width: 2 }],
    ['a default that depends on another option', { width: 2, hidden: 8 }, { width: 2 }],
    ['another value there', { width: 2, hidden: 9 }, { width: 2, hidden: 9 }],
    ['a default inside', { width: 2, limits: { low: 0, high: 9 } }, { width: 2 }],
    [
      'one default and one value inside',
      { width: 2, limits: { low: 0, high: 8 } },
      { width: 2, limits: { high: 8 } },
    ],
    [
      'defaults in a list',
      {
        width: 2,
        parts: [
          { name: 'a', share: 0.5 },
          { name: 'b', share: 1 },
        ],
      },
      { width: 2, parts: [{ name: 'a' }, { name: 'b', share: 1 }] },
    ],
  ])('of %s', (_what, written, minimal) => {
    expect(minimalOptions(schema, written)).toEqual(minimal);
    expect(minimalOptions(schema, schema.parse(written))).toEqual(minimal);
  });

  it('keeps what a check wants to see written', () => {
    const needsBoth = z
      .strictObject({ a: z.int().default(1), b: z.int().optional() })
      .refine(({ a, b }) => b === undefined || a < b);
    expect(minimalOptions(needsBoth, { a: 1, b: 2 })).toEqual({ b: 2 });
    expect(minimalOptions(needsBoth, { a: 5, b: 7 })).toEqual({ a: 5, b: 7 });
  });

  it('means the same options', () => {
    const model = { kind: 'gpt-neox', layers: 2, width: 32, heads: 4, rotaryFraction: 1 } as const;
    const resolved = modelOptions.parse(model);
    expect(minimalOptions(modelOptions, resolved)).toEqual(model);
    expect(modelOptions.parse(minimalOptions(modelOptions, resolved))).toEqual(resolved);
    expect(minimalOptions(modelOptions, 'someone/model')).toEqual({
      kind: 'pretrained',
      from: 'someone/model',
    });
  });

  it('has no option that was added with a default', () => {
    const stage = {
      name: 'one',
      train: { facts: true },
      epochs: 2,
      documentsPerStep: 4,
      learningRate: 1e-3,
    };
    const inside = z.strictObject({ novel: z.enum(['a', 'b']).default('a') }).prefault({});
    const later = stageSchema.safeExtend({ novel: z.number().default(3), inside });
    expect(minimalOptions(stageSchema, stage)).toEqual(stage);
    expect(minimalOptions(later, stage)).toEqual(stage);
    expect(minimalOptions(later, { ...stage, inside: { novel: 'b' } })).toEqual({
      ...stage,
      inside: { novel: 'b' },
    });
  });
});
