import { activationFrom } from './blocks/activations.js';
import type { ConfigFile, Json } from './config-file.js';
import type { ConvNextV2Config } from './convnext-v2.js';

/** Other names of keys. */
const otherNames = { num_hidden_layers: 'num_stages' };

/** What transformers' ConvNextV2 has built in. */
const published = { kernel: 7, downsampling: 2 };

/** Keys of credence, where a model has not what is published. */
const ownKeys = { kernel: 'credence_kernel', downsampling: 'credence_downsampling' };

/**
 * Reads a ConvNeXt V2 `config.json`. Throws, naming the key, on a value of the wrong type and on
 * variants that the model does not compute.
 */
export function convNextV2ConfigFrom(written: ConfigFile): ConvNextV2Config {
  const file = written.renamed(otherNames);
  activationFrom(file, 'hidden_act', 'gelu');
  file.only('drop_path_rate', 0);
  const depths = file.counts('depths', [3, 3, 9, 3]);
  if (file.count('num_stages', 4) !== depths.length) file.fail('num_stages', String(depths.length));
  const widths = file.counts('hidden_sizes', [96, 192, 384, 768]);
  if (widths.length !== depths.length)
    file.fail('hidden_sizes', `as many numbers as \`depths\` has, ${depths.length}`);
  const labels = file.section('id2label');
  return {
    channels: file.count('num_channels', 3),
    classes: labels ? Object.keys(labels.json).length : file.count('num_labels', 2),
    depths,
    widths,
    kernel: file.has(ownKeys.kernel) ? file.count(ownKeys.kernel) : published.kernel,
    stemPatch: file.count('patch_size', 4),
    downsampling: downsamplingFrom(file, depths.length - 1),
    headNormEps: file.epsilon('layer_norm_eps', 1e-12),
  };
}

/** A factor for every stage but the first, `stages` in all. */
function downsamplingFrom(file: ConfigFile, stages: number): readonly number[] {
  const key = ownKeys.downsampling;
  if (!file.has(key)) return Array.from({ length: stages }, () => published.downsampling);
  const factors = file.counts(key);
  return factors.length === stages ? factors : file.fail(key, `${stages} numbers`);
}

/** Whether transformers computes what the model does. */
export const isPublishedShape = ({ kernel, downsampling }: ConvNextV2Config): boolean =>
  kernel === published.kernel && downsampling.every((factor) => factor === published.downsampling);

/**
 * What `convNextV2ConfigFrom` reads. A kernel or a downsampling that transformers does not compute
 * has a key of credence; transformers refuses the file's tensors, which have another shape.
 */
export function convNextV2ConfigJson(config: ConvNextV2Config): Json {
  const { kernel, downsampling } = config;
  const own = { [ownKeys.kernel]: kernel, [ownKeys.downsampling]: downsampling };
  return {
    num_channels: config.channels,
    num_labels: config.classes,
    num_stages: config.depths.length,
    depths: config.depths,
    hidden_sizes: config.widths,
    patch_size: config.stemPatch,
    layer_norm_eps: config.headNormEps,
    hidden_act: 'gelu',
    drop_path_rate: 0,
    ...(isPublishedShape(config) ? {} : own),
  };
}
