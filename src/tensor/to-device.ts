import type { DType } from './dtype.js';
import { type Tensor, tensor } from './tensor.js';

/**
 * Whole numbers on `device`, as int64; of a Uint8Array, truth values. A device gets them from
 * pinned memory while the host goes on.
 */
export function toDevice(
  array: Int32Array | Uint8Array,
  shape: readonly number[],
  device: string,
): Tensor {
  const dtype: DType = array instanceof Uint8Array ? 'bool' : 'int64';
  const onHost = tensor(array, shape);
  if (device === 'cpu') return onHost.to({ dtype });
  return onHost.pinMemory().to({ device, nonBlocking: true }).to({ dtype });
}
