import type { Module } from '../nn/index.js';
import { architectureOf } from './architectures.js';

/** The largest share that dropout zeroes anywhere in `model` while it is trained; 0: none. */
export function dropoutShare(model: Module): number {
  const settings = Object.entries(architectureOf(model).json);
  const shares = settings.flatMap(([name, value]) =>
    /dropout|pdrop/.test(name) && typeof value === 'number' ? [value] : [],
  );
  return Math.max(0, ...shares);
}
