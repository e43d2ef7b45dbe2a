import { z } from 'zod';
import { UserError } from '../errors/user-error.js';
import { parseJson } from '../files/json-file.js';
import { readBytes } from '../files/read-file.js';
import type { Json } from '../models/config-file.js';

/** Longest config.json, in characters; those of a thousand classes have 50,000. */
const longest = 4_000_000;

/** As deep as anything in a config.json may be nested; rotary sections are 2 deep. */
const deepest = 100;

/**
 * The object of a config.json, with the keys whose numbers it writes with a point or an exponent. A
 * UserError where it cannot be read, is no JSON object, or is longer or deeper than any is.
 */
export function readConfigText(path: string): {
  readonly json: Json;
  readonly floats: ReadonlySet<string>;
} {
  const text = textOf(path);
  if (text.length > longest)
    throw new UserError(`${path}: ${text.length} characters, expected at most ${longest}`);
  const json = parseJson(text, z.unknown(), path);
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw new UserError(`${path}: expected object`);
  if (isDeeper(json, deepest)) throw new UserError(`${path}: nested deeper than ${deepest}`);
  return { json: json as Json, floats: floatKeysIn(text) };
}

function textOf(path: string): string {
  const bytes = readBytes(path);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new UserError(`${path}: no UTF-8`, { cause });
  }
}

/** Whether objects and lists are nested more than `levels` deep. */
const isDeeper = (value: unknown, levels: number): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1)));

/** Keys whose numbers transformers wants written as floats, 1.0 and not 1. */
const alwaysFloats = [
  'drop_path_rate',
  'factor',
  'high_freq_factor',
  'initializer_factor',
  'initializer_range',
  'layer_norm_eps',
  'layer_norm_epsilon',
  'low_freq_factor',
  'partial_rotary_factor',
  'rms_norm_eps',
  'rope_theta',
  'rotary_pct',
];

/** The keys of a JSON text whose number is written with a point or an exponent. */
const floatKeysIn = (text: string): Set<string> =>
  new Set([...text.matchAll(/"(\w+)"\s*:\s*-?\d+(?:\.\d|[eE])/g)].map(([, key]) => key as string));

/** The text of a config.json; `floats` are the keys whose whole numbers get a point. */
export function configText(config: Json, floats: ReadonlySet<string>): string {
  const points = new Set([...alwaysFloats, ...floats]);
  const text = JSON.stringify(config, null, 2).replace(
    /^(\s*"(\w+)": -?\d+)(,?)$/gm,
    (line, number: string, key: string, comma: string) =>
      points.has(key) ? `${number}.0${comma}` : line,
  );
  return `${text}\n`;
}
