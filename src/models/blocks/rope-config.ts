import type { ConfigFile, Json } from '../config-file.js';
import type { RopeConfig, RopeScaling } from './rope.js';

/** What the keys of rotary positions are called outside their section, and their defaults. */
export interface RopeKeys {
  /** The key of the base; 10,000 where it is missing. */
  readonly base: string;
  /** The key of the share of each head that is turned. */
  readonly fraction: string;
  /** The share where no key says it. */
  readonly defaultFraction: number;
  /** `max_position_embeddings` where it is missing, in tokens. */
  readonly defaultTokens: number;
}

/** Rotary positions as a config.json describes them. */
export interface RopeFromFile extends RopeConfig {
  /** Share of each head that is turned, above 0 and at most 1. */
  readonly fraction: number;
}

const defaultBase = 10_000;

/** Every name that an architecture gives to a base and to a share outside the section. */
const baseKeys = ['rope_theta', 'rotary_emb_base'];
const fractionKeys = ['partial_rotary_factor', 'rotary_pct'];
/** Sections of rotary positions, of transformers 4 and of transformers 5. */
const sectionKeys = ['rope_scaling', 'rope_parameters'];

/** The keys that each kind of scaling reads beside those that all read. */
const readBy: Readonly<Record<string, readonly string[]>> = {
  default: [],
  linear: ['factor'],
  llama3: ['factor', 'low_freq_factor', 'high_freq_factor', 'original_max_position_embeddings'],
};
const readByAll = ['rope_type', 'type', 'rope_theta', 'partial_rotary_factor'];

/**
 * Reads rotary positions with the precedence of transformers 5.23: `rope_scaling`, unless it is
 * empty, is the section, else `rope_parameters`; what the section does not say, the keys outside it
 * do, else a default. Throws, naming the key, on a scaling other than none, linear and llama3, on
 * keys of the section that this scaling does not read, and on keys outside it that this
 * architecture does not read and that say something else.
 */
export function ropeConfigFrom(file: ConfigFile, keys: RopeKeys): RopeFromFile {
  const section = sectionKeys
    .map((key) => file.section(key))
    .find((candidate) => candidate !== null && candidate.keys().length > 0);
  const base =
    section?.get('rope_theta') !== undefined
      ? section.positive('rope_theta')
      : file.positive(keys.base, defaultBase);
  const fraction =
    section?.get('partial_rotary_factor') !== undefined
      ? shareIn(section, 'partial_rotary_factor')
      : shareIn(file, keys.fraction, keys.defaultFraction);
  for (const key of baseKeys) if (key !== keys.base) sayOnly(file, key, base);
  for (const key of fractionKeys) if (key !== keys.fraction) sayOnly(file, key, fraction);
  return { base, fraction, scaling: section ? scalingFrom(section, file, keys) : { kind: 'none' } };
}

/** Throws where the file says anything of rotary positions, which the model does not have. */
export function refuseRope(file: ConfigFile): void {
  for (const key of [...baseKeys, ...fractionKeys])
    if (file.has(key)) file.fail(key, 'none: the model has no such key');
  for (const key of sectionKeys)
    if ((file.section(key)?.keys().length ?? 0) > 0)
      file.fail(key, 'none: the model has no such key');
}

function shareIn(file: ConfigFile, key: string, fallback?: number): number {
  const value = file.positive(key, fallback);
  return value <= 1 ? value : file.fail(key, 'a share of each head, at most 1');
}

/** Throws where a key that is not read says something else than what is computed. */
function sayOnly(file: ConfigFile, key: string, value: number): void {
  if (file.has(key) && file.get(key) !== value)
    file.fail(key, `none, or the ${value} that the keys say which are read`);
}

function scalingFrom(section: ConfigFile, file: ConfigFile, keys: RopeKeys): RopeScaling {
  const key = section.get('rope_type') !== undefined ? 'rope_type' : 'type';
  section.only(key, ...Object.keys(readBy));
  const kind = (section.get(key) ?? 'default') as string;
  const read = [...readByAll, ...(readBy[kind] ?? [])];
  for (const other of section.keys())
    if (!read.includes(other) && section.has(other))
      section.fail(other, `none: rotary positions of the type "${kind}" do not read it`);
  if (kind === 'default') return { kind: 'none' };
  const factor = section.positive('factor');
  if (kind === 'linear') return { kind: 'linear', factor };
  const lowFrequency = section.positive('low_freq_factor');
  const highFrequency = section.positive('high_freq_factor');
  if (highFrequency <= lowFrequency)
    section.fail('high_freq_factor', `a number above \`low_freq_factor\`, ${lowFrequency}`);
  return {
    kind: 'llama3',
    factor,
    lowFrequency,
    highFrequency,
    originalTokens: originalTokensFrom(section, file, keys),
  };
}

/** The key outside the section comes first, as in transformers, where Phi-3 has it there. */
function originalTokensFrom(section: ConfigFile, file: ConfigFile, keys: RopeKeys): number {
  const key = 'original_max_position_embeddings';
  if (file.get(key) !== undefined) return file.positive(key);
  if (section.get(key) !== undefined) return section.positive(key);
  return file.count('max_position_embeddings', keys.defaultTokens);
}

/** What `ropeConfigFrom` reads of the section and of `rope_theta`, in both spellings. */
export function ropeConfigJson({ base, scaling }: RopeConfig): Json {
  const parameters = scalingJson(scaling);
  return {
    rope_theta: base,
    rope_scaling: scaling.kind === 'none' ? null : parameters,
    rope_parameters: { rope_theta: base, ...parameters },
  };
}

/** A scaling as a section says it. */
export function scalingJson(scaling: RopeScaling): Json {
  if (scaling.kind === 'none') return { rope_type: 'default' };
  if (scaling.kind === 'linear') return { rope_type: 'linear', factor: scaling.factor };
  return {
    rope_type: 'llama3',
    factor: scaling.factor,
    low_freq_factor: scaling.lowFrequency,
    high_freq_factor: scaling.highFrequency,
    original_max_position_embeddings: scaling.originalTokens,
  };
}
