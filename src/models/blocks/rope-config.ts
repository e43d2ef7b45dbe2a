import type { ConfigFile, Json } from '../config-file.js';
import type { RopeConfig, RopeScaling } from './rope.js';

/**
 * Reads rotary positions: `rope_theta` and `rope_scaling` of transformers 4, or `rope_parameters`
 * of transformers 5. Throws on a scaling other than none, linear and llama3, naming it.
 */
export function ropeConfigFrom(file: ConfigFile): RopeConfig {
  // Where both are there, transformers takes `rope_scaling`.
  const rope = file.section('rope_scaling') ?? file.section('rope_parameters');
  const outer = file.positive('rope_theta', 10_000);
  if (!rope) return { base: outer, scaling: { kind: 'none' } };
  rope.only('partial_rotary_factor', 1);
  return { base: rope.positive('rope_theta', outer), scaling: scalingFrom(rope, file) };
}

function scalingFrom(rope: ConfigFile, file: ConfigFile): RopeScaling {
  const key = rope.has('rope_type') ? 'rope_type' : 'type';
  rope.only(key, 'default', 'linear', 'llama3');
  const kind = rope.json[key] ?? 'default';
  if (kind === 'default') return { kind: 'none' };
  const factor = rope.positive('factor');
  if (kind === 'linear') return { kind: 'linear', factor };
  return {
    kind: 'llama3',
    factor,
    lowFrequency: rope.positive('low_freq_factor'),
    highFrequency: rope.positive('high_freq_factor'),
    originalTokens: rope.has('original_max_position_embeddings')
      ? rope.positive('original_max_position_embeddings')
      : file.positive('max_position_embeddings'),
  };
}

/** What `ropeConfigFrom` reads, in both spellings. */
export function ropeConfigJson({ base, scaling }: RopeConfig): Json {
  const parameters = scalingJson(scaling);
  return {
    rope_theta: base,
    rope_scaling: scaling.kind === 'none' ? null : parameters,
    rope_parameters: { rope_theta: base, ...parameters },
  };
}

function scalingJson(scaling: RopeScaling): Json {
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
