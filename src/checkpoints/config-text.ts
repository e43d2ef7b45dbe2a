import type { Json } from '../models/config-file.js';

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
export const floatKeysIn = (text: string): Set<string> =>
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
