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
  return sent(tensor(array, shape), device).to({ dtype });
}

/** `onHost` on `device`, which gets it from pinned memory while the host goes on. */
export const sent = (onHost: Tensor, device: string): Tensor =>
  device === 'cpu' ? onHost : onHost.pinMemory().to({ device, nonBlocking: true });
