import { code, type DType } from './dtype.js';
import { native } from './native.js';
import { Tensor, tensor } from './tensor.js';

/** The version of libtorch that the addon was built with. */
export const engineVersion = (): string => native.version();

/** Vector instructions that libtorch uses on this processor, such as `AVX512`. */
export const cpuCapability = (): string => native.cpuCapability();

/** Sets the number of threads that one operator may use on the host. */
export const setThreads = (threads: number): void => native.setThreads(threads);

/** Number of threads that one operator may use on the host. */
export const threads = (): number => native.threads();

/** Waits until `device` has done all that was asked of it; returns at once for `cpu`. */
export const synchronize = (device: string): void => native.synchronize(device);

/**
 * Lets tensors on the host take at most `bytes`, beyond which operators fail as where memory runs
 * out (`isOutOfMemory`); null: as many as there are.
 */
export const limitMemory = (bytes: number | null): void => native.limitMemory(bytes ?? 0);

/** Bytes on the host that were freed and are kept for tensors to come (native/host-memory.cc). */
export const keptMemory = (): number => native.keptMemory();

/** Most bytes that tensors on `device` have taken since `resetPeakMemory`. */
export const peakMemory = (device: string): number => native.peakMemory(device);

/** Starts measuring `peakMemory` anew. */
export const resetPeakMemory = (device: string): void => native.resetPeakMemory(device);

/** Gives memory that was freed and is kept for reuse back to `device`, or to the system. */
export const releaseMemory = (device: string): void => native.releaseMemory(device);

/**
 * Runs `body` and writes to `path` what its operators took, and the kernels of a GPU: a trace of
 * libtorch's profiler as JSON, which Perfetto shows. Everything runs slower meanwhile.
 */
export function traced<T>(device: string, path: string, body: () => T): T {
  native.startTrace(device);
  try {
    return body();
  } finally {
    synchronize(device);
    native.stopTrace(path);
  }
}

/** Whether an operator failed because memory ran out, on the host or on a device. */
export function isOutOfMemory(error: unknown): boolean {
  for (let one = error; one instanceof Error; one = one.cause)
    if (Reflect.get(one, 'code') === 'ERR_OUT_OF_MEMORY') return true;
  return false;
}

/**
 * Whether an operator failed because its device did, in a way that may outlast it: after an assert
 * or an illegal access in a kernel, all that the process asks of the device fails. Looks through
 * causes.
 */
export function isDeviceFailure(error: unknown): boolean {
  for (let one = error; one instanceof Error; one = one.cause)
    if (Reflect.get(one, 'code') === 'ERR_DEVICE_FAILED') return true;
  return false;
}

/** Seeds libtorch's generators on every device; data are drawn by data/mersenne-twister. */
export function seedEngine(seed: number): void {
  if (!Number.isSafeInteger(seed) || seed < 0)
    throw new RangeError(`the seed must be a whole number from 0, got ${seed}`);
  native.seed(seed);
}

/**
 * All that the next draws of `device`'s generator depend on, such as those of dropout: bytes in
 * libtorch's own form, which is another on each kind of device.
 */
export function generatorState(device: string): Uint8Array {
  const state = new Tensor(native.generatorState(device));
  try {
    return state.toBytes();
  } finally {
    state.dispose();
  }
}

/** Lets `device`'s generator go on from a state that `generatorState` gave. */
export function setGeneratorState(device: string, state: Uint8Array): void {
  const bytes = tensor(state, [state.length]);
  try {
    native.setGeneratorState(device, bytes.id);
  } finally {
    bytes.dispose();
  }
}

/**
 * Runs `body` with matrix products in `dtype` on `device`, while parameters and sums stay float32
 * (libtorch's autocast); `float32` runs it without. Calls may be nested: the innermost holds, and
 * after it what held before. Inside `float32`, what an outer call has left in another type has to
 * be converted.
 */
export function autocast<T>(device: string, dtype: DType, body: () => T): T {
  const before = native.setAutocast(device, dtype === 'float32' ? null : code(dtype));
  try {
    return body();
  } finally {
    native.setAutocast(device, before);
  }
}

/**
 * Runs `body`, in which calls of `autocast` share what they make of the parameters in another type,
 * each parameter cast once; parameters must not change in it.
 */
export function sharingCasts<T>(body: () => T): T {
  native.holdCasts(true);
  try {
    return body();
  } finally {
    native.holdCasts(false);
  }
}
