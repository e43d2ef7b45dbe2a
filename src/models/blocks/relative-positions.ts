// T5's relative position biases (Raffel et al. 2020, https://arxiv.org/abs/1910.10683, section 2.1).
// Shapes: B sequences, N queries, S keys, H heads.
import { Embedding } from '../../nn/index.js';
import type { Tensor } from '../../tensor/index.js';

/** How distances share biases. */
export interface BucketOptions {
  /** Buckets in all. */
  readonly buckets: number;
  /** All distances from here share a bucket, in tokens. */
  readonly maxDistance: number;
  /** Whether keys after the query have buckets of their own (half of all), as in an encoder. */
  readonly bothWays: boolean;
}

/** An embedding of buckets [buckets, H]: a number for each head, added to attention's scores. */
export class RelativePositions extends Embedding {
  readonly #options: BucketOptions;

  /** The numbers begin as zeros. */
  constructor(heads: number, options: BucketOptions) {
    super(options.buckets, heads);
    this.#options = options;
  }

  /** Biases [B or 1, H, N, S] of the positions of `queries` [B, N] or [N] and `keys` [B, S] or [S]. */
  biases(queries: Tensor, keys: Tensor): Tensor {
    const distance = keys.unsqueeze(-2).sub(queries.unsqueeze(-1));
    const bySequence = distance.shape.length === 2 ? distance.unsqueeze(0) : distance;
    return this.forward(bucketOf(bySequence, this.#options)).permute([0, 3, 1, 2]);
  }
}

/**
 * The bucket of each `distance` [...], the key's position minus the query's. Half of the buckets (of
 * a direction) hold one distance each; the others grow with its logarithm. The order of the float32
 * operations is transformers', since they decide where a bucket ends.
 */
function bucketOf(distance: Tensor, { buckets, maxDistance, bothWays }: BucketOptions): Tensor {
  const each = bothWays ? Math.floor(buckets / 2) : buckets;
  const exact = Math.floor(each / 2);
  const far = bothWays ? distance.abs() : distance.neg().clamp({ min: 0 });
  const grown = far
    .clamp({ min: 1 })
    .to({ dtype: 'float32' })
    .div(exact)
    .log()
    .div(Math.log(maxDistance / exact))
    .mul(each - exact)
    .to({ dtype: 'int64' })
    .add(exact)
    .clamp({ max: each - 1 });
  const bucket = far.lt(exact).where(far, grown);
  return bothWays ? bucket.add(distance.gt(0).to({ dtype: 'int64' }).mul(each)) : bucket;
}
