import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadWeights, savePretrained } from '../../src/checkpoints/checkpoint.js';
import type { Module } from '../../src/nn/index.js';
import { noGrad, scope } from '../../src/tensor/index.js';
import type { Check } from './check.js';
import { inFolder } from './in-folder.js';
import { architectures, smallImageModel, smallModelOf, weightsOf } from './small-tasks.js';

/** Bytes in which two files differ; a length counts where it is another. */
function differingBytes(a: Buffer, b: Buffer): number {
  if (a.length !== b.length) return Math.abs(a.length - b.length);
  return a.reduce((sum, byte, i) => sum + (byte === b[i] ? 0 : 1), 0);
}

/** Writes a model from both, and reads the host's file into a model of the device. */
function saved(model: (where: string) => Module, device: string) {
  return inFolder((folder) => {
    const files = ['cpu', device].map((where, i) => {
      const one = model(where);
      savePretrained(one, join(folder, String(i)));
      one.dispose();
      return readFileSync(join(folder, String(i), 'model.safetensors'));
    }) as [Buffer, Buffer];
    const there = model(device);
    const before = weightsOf(there);
    scope(() => noGrad(() => there.parameters().map((parameter) => parameter.zero_())));
    loadWeights(there, join(folder, '0'));
    const after = weightsOf(there);
    const elsewhere = there.parameters().filter((parameter) => parameter.device !== device);
    there.dispose();
    return [
      { what: 'other bytes', value: differingBytes(files[1], files[0]), most: 0 },
      {
        what: 'other weights once loaded',
        value: after.filter((weight, i) => weight !== before[i]).length,
        most: 0,
      },
      { what: 'loaded elsewhere', value: elsewhere.length, most: 0 },
    ];
  });
}

/** Every architecture's file. */
export function savingChecks(): Check[] {
  const texts = architectures.map(
    (name): Check => ({
      name: 'saving',
      of: name,
      run: (device) => saved((where) => smallModelOf(name).moveTo(where), device),
    }),
  );
  const images: Check = {
    name: 'saving',
    of: 'convnextv2',
    run: (device) => saved(smallImageModel, device),
  };
  return [...texts, images];
}
