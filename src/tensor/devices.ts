import { UserError } from '../errors/user-error.js';
import { loadedDriver, whyNoGpu } from '../files/nvidia-driver.js';
import { acceptedDevices, deviceForms, parseDevice, parseDevices } from '../text/device-name.js';
import { cublasWorkspace, kernelsWanted } from './device-settings.js';
import { native } from './native.js';

/** Number of CUDA devices that libtorch can use. */
export const cudaDevices = (): number => native.cudaDevices();

/** Why there is no CUDA device, in words; null where there is one. */
export function lackOfCuda(): string | null {
  if (cudaDevices() > 0) return null;
  const cuda = native.cudaVersion();
  const driver = cuda === null ? null : loadedDriver();
  return whyNoGpu({ cuda, driver, visible: process.env.CUDA_VISIBLE_DEVICES });
}

/**
 * The device that `wanted` names: `cpu`, `cuda:N`, or `auto` for the first CUDA device and else the
 * processor. Throws a UserError when it is not there.
 */
export function resolveDevice(wanted: string): string {
  const parsed = parseDevice(wanted);
  if (!parsed) throw new UserError(`unknown device "${wanted}": use ${deviceForms}`);
  const { kind, name, index } = parsed;
  if (kind === 'auto') return cudaDevices() > 0 ? 'cuda:0' : 'cpu';
  if (kind === 'cpu') return kind;
  const count = acceptedDevices(name) ?? cudaDevices();
  if (index < count) return `${name}:${index}`;
  const seen = name === 'cuda' ? lackOfCuda() : null;
  throw new UserError(
    `device "${wanted}" is not available: ` +
      (seen ?? `libtorch sees ${count === 1 ? 'one, number 0' : `${count}, from number 0`}`),
  );
}

/** The devices that `wanted` names, as `resolveDevice` has one: several are `cuda:0,cuda:1`. */
export function resolveDevices(wanted: string): readonly string[] {
  return parseDevices(wanted) === null
    ? [resolveDevice(wanted)]
    : wanted.split(',').map(resolveDevice);
}

/** What a device is, for the record. */
export interface DeviceRecord {
  /** Of the card; null of the processor. */
  readonly card: string | null;
  /** Of NVIDIA's driver, CUDA and cuDNN: versions; null where a run uses none. */
  readonly driver: string | null;
  readonly cuda: string | null;
  readonly cudnn: string | null;
  /** Whether float32 products were rounded to TF32 (`CREDENCE_TF32`); null on the processor. */
  readonly tf32: boolean | null;
  /** Whether kernels added up in the same order each time; null on the processor, where they do. */
  readonly deterministic: boolean | null;
}

/** What `device` is; every field is null but on CUDA. */
export function deviceRecord(device: string): DeviceRecord {
  const parsed = parseDevice(device);
  if (parsed?.name !== 'cuda')
    return { card: null, driver: null, cuda: null, cudnn: null, tf32: null, deterministic: null };
  const { name: card, cudnn } = native.cudaDevice(parsed.index);
  const cuda = native.cudaVersion();
  const { tf32, deterministic } = native.usedKernels();
  return { card, driver: loadedDriver(), cuda, cudnn, tf32, deterministic };
}

const lacks = new Map<string, string | null>();

/**
 * Why `Tensor.adafactor_` does not run on `device`, in words; null where it does. Of a GPU it is
 * asked once, since its kernels are compiled for it.
 */
export function lackOfFusedAdafactor(device: string): string | null {
  const known = lacks.get(device);
  if (known !== undefined) return known;
  const lack = native.lackOfFusedAdafactor(device);
  lacks.set(device, lack);
  return lack;
}

/**
 * Lets kernels of devices add up in the same order each time, and operators that have none of that
 * kind fail, or lifts that again. To be asked before a device's first product.
 */
export function useDeterministicKernels(wanted: boolean): void {
  if (wanted) process.env.CUBLAS_WORKSPACE_CONFIG = cublasWorkspace(process.env);
  native.useKernels(kernelsWanted(process.env, wanted));
}

/** Whether `useDeterministicKernels` holds. */
export const usesDeterministicKernels = (): boolean => native.usedKernels().deterministic;

/** Lets what names no device of its own, such as pinned memory, belong to `device`. */
export function useDevice(device: string): void {
  if (device !== 'cpu') native.useDevice(device);
}
