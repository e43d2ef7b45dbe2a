import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { UserError } from '../errors/user-error.js';
import { projectFolder, setupCommand } from '../files/project-folder.js';
import { allocatorSettings, type Kernels, kernelsWanted } from './device-settings.js';

/** What the addon exports; tensors are numbers here (native/tensors.h). */
export interface Native {
  prepare(operators: readonly (readonly [key: string, names: readonly string[]])[]): void;
  call(operator: number, ...values: unknown[]): unknown;
  schema(key: string): string;

  free(id: number): void;
  keep(id: number): void;
  enterScope(): void;
  leaveScope(survivors: readonly number[] | null): void;
  liveTensors(): number;
  liveBytes(): number;
  shape(id: number): number[];
  dtype(id: number): number;
  device(id: number): string;

  backward(output: number, keepGraph: boolean, gradient: number | null, asCast: boolean): void;
  grad(
    outputs: readonly number[],
    inputs: readonly number[],
    outputGradients: readonly number[] | null,
    keepGraph: boolean,
    createGraph: boolean,
  ): (number | null)[];
  gradients(leaves: readonly number[]): (number | null)[];
  clearGradients(leaves: readonly number[]): void;
  requireGradient(id: number, required: boolean): void;
  requiresGradient(id: number): boolean;
  setData(leaf: number, value: number): void;
  setGradientMode(enabled: boolean): boolean;

  fromArray(
    array: NodeJS.TypedArray,
    shape: readonly number[],
    dtype: number,
    share: boolean,
  ): number;
  toArrayBuffer(id: number, share: boolean): ArrayBuffer;

  version(): string;
  cpuCapability(): string;
  setThreads(threads: number): void;
  threads(): number;
  seed(seed: number): void;
  generatorState(device: string): number;
  setGeneratorState(device: string, state: number): void;
  setAutocast(device: string, dtype: number | null): number | null;
  holdCasts(hold: boolean): void;
  useKernels(kernels: Kernels): void;
  usedKernels(): Kernels;
  setAllocator(settings: string): void;
  expandableSegments(): boolean;
  cudaDevices(): number;
  cudaVersion(): string | null;
  cudaDevice(index: number): { readonly name: string | null; readonly cudnn: string | null };
  lackOfFusedAdafactor(device: string): string | null;
  compileAdafactor(architecture: string, bfloat16: boolean): number;
  useDevice(device: string): void;
  synchronize(device: string): void;
  limitMemory(bytes: number): void;
  keptMemory(): number;
  peakMemory(device: string): number;
  resetPeakMemory(device: string): void;
  releaseMemory(device: string): void;
  startTrace(device: string): void;
  stopTrace(path: string): void;
}

const relativePath = join('native', 'build', 'credence.node');

function load(): Native {
  const path = join(projectFolder(), relativePath);
  if (!existsSync(path))
    throw new UserError(
      `the engine is not built (${relativePath} is missing): run \`${setupCommand()}\``,
    );
  try {
    return createRequire(import.meta.url)(path) as Native;
  } catch (error) {
    throw new UserError(
      `the engine does not load, probably because libtorch moved or changed: run \`${setupCommand()}\``,
      { cause: error },
    );
  }
}

function settled(): Native {
  const addon = load();
  addon.useKernels(kernelsWanted(process.env));
  const settings = allocatorSettings(process.env);
  if (settings !== null) addon.setAllocator(settings);
  return addon;
}

/** The addon, loaded once, with CUDA's settings made. */
export const native: Native = settled();
