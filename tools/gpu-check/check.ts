import type { Recipe } from '../../src/experiment/recipe.js';

/** One number in which the device was compared with the host, or with itself. */
export interface Measured {
  readonly what: string;
  readonly value: number;
  /** What it may be at most; null: it is told and judges nothing. */
  readonly most: number | null;
}

/** Something small that is done on the host and on the device. */
export interface Check {
  /** What is done, such as `training`. */
  readonly name: string;
  /** With what, such as `llama, fast, bfloat16`. */
  readonly of: string;
  run(device: string): readonly Measured[];
}

/** A check that has been run. */
export interface Finding {
  readonly name: string;
  readonly of: string;
  readonly passed: boolean;
  readonly measured: readonly Measured[];
  /** What ended it; null: nothing did. */
  readonly error: string | null;
  readonly seconds: number;
}

/**
 * How far a device may be from the host. In float32 (TF32 is off) only the order of sums differs, by
 * about 1e-7 of each; in bfloat16 each product of matrices is given 8 bits (4e-3), in places that
 * differ. A weight's gradient that were missing or doubled would show as a difference of about 1.
 */
export const tolerances: Readonly<
  Record<Recipe['precision'], { readonly loss: number; readonly moved: number }>
> = {
  // AdamW moves each weight by about the rate, however small its gradient: rounding shows there.
  float32: { loss: 1e-5, moved: 1e-2 },
  bfloat16: { loss: 1e-2, moved: 0.3 },
};

/** Of quotients and differences of float32 gradients, whose own rounding they magnify. */
export const alignmentTolerance = 1e-3;

/** Of attention in bfloat16 by two kernels: each rounds to 8 bits, in places that differ. */
export const attentionTolerance = 2e-2;

/** Of scores in float64, at a minimum that both find to about 1e-9. */
export const probeTolerance = 1e-7;

/** Runs a check; what it throws is part of the finding. */
export function findingOf({ name, of, run }: Check, device: string): Finding {
  const begun = performance.now();
  let measured: readonly Measured[] = [];
  let error: string | null = null;
  try {
    measured = run(device);
  } catch (thrown) {
    error = thrown instanceof Error ? thrown.message : String(thrown);
  }
  const seconds = (performance.now() - begun) / 1000;
  const within = measured.every(({ value, most }) => most === null || value <= most);
  return { name, of, passed: error === null && within, measured, error, seconds };
}
