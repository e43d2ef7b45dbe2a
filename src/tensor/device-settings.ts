// What is asked of CUDA: by the environment when the engine is loaded, and by a run (docs/gpu.md).
import { UserError } from '../errors/user-error.js';
import { quoted } from '../text/printable.js';

/** Which kernels CUDA may take; on the host nothing depends on it. */
export interface Kernels {
  /**
   * Attention of cuDNN, which makes a plan for each new shape: up to a second, where almost every
   * pass has a new one. Default: no.
   */
  readonly cudnnAttention: boolean;
  /** Products of float32 rounded to 10 bits (TF32). Default: no. */
  readonly tf32: boolean;
  /**
   * Only kernels that add up in the same order each time, and an error where an operator has none.
   * Default: no.
   */
  readonly deterministic: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

function isOn(name: string, environment: Environment): boolean {
  const text = environment[name] ?? '';
  if (['', '0', '1'].includes(text)) return text === '1';
  throw new UserError(`${name} must be 0 or 1 in the environment, and is ${quoted(text)}`);
}

/** The kernels that `CREDENCE_CUDNN_ATTENTION` and `CREDENCE_TF32` ask for, each 0 or 1. */
export const kernelsWanted = (environment: Environment, deterministic = false): Kernels => ({
  cudnnAttention: isOn('CREDENCE_CUDNN_ATTENTION', environment),
  tf32: isOn('CREDENCE_TF32', environment),
  deterministic,
});

/**
 * What libtorch's allocators on devices are told, in the words of PYTORCH_ALLOC_CONF: that segments
 * grow, since batches of ever new sizes leave gaps in those that do not. Null where one of libtorch's
 * own variables is set.
 */
export function allocatorSettings(environment: Environment): string | null {
  const own = ['PYTORCH_ALLOC_CONF', 'PYTORCH_CUDA_ALLOC_CONF', 'PYTORCH_HIP_ALLOC_CONF'];
  return own.some((name) => environment[name] !== undefined) ? null : 'expandable_segments:True';
}

/**
 * What cuBLAS has to find in the environment so that its products are the same each time: what has
 * been chosen there, else two rooms of fixed size to work in.
 */
export const cublasWorkspace = (environment: Environment): string =>
  environment.CUBLAS_WORKSPACE_CONFIG ?? ':4096:8';
