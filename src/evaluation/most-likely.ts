// Shapes: R rows, V vocabulary, C chunks of it.
import { arange, cat, scope, type Tensor } from '../tensor/index.js';

const chunk = 256;
/** Below, one `argmax` is as fast. */
const smallVocabulary = 4096;

/**
 * The index of the largest logit in each row of [R, V], the first of equal ones: as `argmax`, whose
 * loop on the host is many times slower than that of `amax` (bfloat16 above all). The largest of
 * every chunk are compared first, then the numbers of one chunk.
 */
export function mostLikely(logits: Tensor): Int32Array {
  return scope(() => {
    const [rows, vocabulary] = logits.shape as [number, number];
    if (vocabulary < smallVocabulary) return logits.argmax({ dim: -1 }).toInt32Array();
    const chunks = Math.floor(vocabulary / chunk);
    const end = chunks * chunk;
    const whole = logits
      .slice({ dim: 1, end })
      .view([rows, chunks, chunk])
      .amax({ dim: [-1] });
    const rest = logits.slice({ dim: 1, start: end });
    const largest =
      end < vocabulary ? cat([whole, rest.amax({ dim: [-1], keepdim: true })], { dim: 1 }) : whole;
    const starts = largest.to({ dtype: 'float32' }).argmax({ dim: -1, keepdim: true }).mul(chunk);
    const { device } = logits;
    const columns = starts.add(arange(0, chunk, { device })).clamp({ max: vocabulary - 1 });
    const within = logits
      .gather(1, columns)
      .to({ dtype: 'float32' })
      .argmax({ dim: -1, keepdim: true });
    return starts.add(within).view([rows]).toInt32Array();
  });
}
