import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UserError } from '../errors/user-error.js';

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

  backward(output: number, keepGraph: boolean, gradient: number | null): void;
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
  cudaDevices(): number;
  synchronize(device: string): void;
  peakMemory(device: string): number;
  resetPeakMemory(device: string): void;
  releaseMemory(device: string): void;
}

const relativePath = join('native', 'build', 'credence.node');

/** The project's folder: the nearest one above this file that holds package.json. */
function projectRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error('no package.json above the engine: incomplete install');
    folder = parent;
  }
  return folder;
}

function load(): Native {
  const path = join(projectRoot(), relativePath);
  if (!existsSync(path))
    throw new UserError(
      `the engine is not built (${relativePath} is missing): run \`npm run setup\``,
    );
  try {
    return createRequire(import.meta.url)(path) as Native;
  } catch (error) {
    throw new UserError(
      'the engine does not load, probably because libtorch moved or changed: run `npm run setup`',
      { cause: error },
    );
  }
}

/** The addon, loaded once. */
export const native: Native = load();
