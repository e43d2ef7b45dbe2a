import type { EvaluationSet } from '../data/evaluation-sets.js';
import type { Metric } from '../experiment/metrics.js';

/** Where a number of a claim stands, apart from which number it is. */
export interface Place {
  /** A study of the catalogue; default: the first of the claim's. */
  readonly study?: string;
  /** The member, by where it stands on its study's axis; default: the only one. */
  readonly at?: number | string;
  /** Whether it is the control's; default: false. */
  readonly inControl?: boolean;
}

/** A number that every first seed of an experiment has; second seeds are averaged. */
export type Measure =
  | (Place & {
      readonly kind: 'contrast';
      /** The contrast's name in the experiment's data. */
      readonly contrast: string;
      /** Default: the test questions. */
      readonly set?: EvaluationSet;
      /** Whether its change over the last stage is meant; default: false. */
      readonly isChange?: boolean;
    })
  | (Place & {
      readonly kind: 'score';
      readonly group: string;
      /** Default: the test questions. */
      readonly set?: EvaluationSet;
      /** Default: exact match. */
      readonly metric?: Metric;
      /** Default: the stage that has taught the group's data. */
      readonly stage?: string;
      /** Default: the last that is tested. */
      readonly epoch?: number;
    })
  | (Place & {
      readonly kind: 'analysis';
      /** The analysis's name, such as 'alignment'. */
      readonly analysis: string;
      /** The name of one of the values that it has of every seed (`Analysis.values`). */
      readonly value: string;
    })
  | {
      readonly kind: 'difference';
      readonly minuend: Measure;
      readonly subtrahend: Measure;
    };

/** What a claim says of measures; each is tested over first seeds. */
export type Statistic =
  /** A measure is above zero (or below it). Beside the control: so is its difference from there. */
  | {
      readonly kind: 'contrast';
      readonly measure: Measure;
      readonly direction: 'above' | 'below';
      /** Whether it has to differ from the same in the control too. */
      readonly besideControl: boolean;
    }
  /** Measures fall from the first to the last: each is above the next. */
  | { readonly kind: 'order'; readonly measures: readonly Measure[] }
  /** A measure grows (or shrinks) along an axis: the slope of each seed, by least squares. */
  | {
      readonly kind: 'trend';
      /** What is measured at every point, whose `at` is the place on the axis. */
      readonly measure: Measure;
      readonly points: readonly number[];
      /** Whether the axis counts in powers of two; default: false. */
      readonly isLogarithmic?: boolean;
      readonly direction: 'above' | 'below';
      /** Whether the control's measure is subtracted first; default: false. */
      readonly minusControl?: boolean;
    }
  /** A measure is zero but for less than the bound: two one-sided tests (TOST). */
  | { readonly kind: 'equivalence'; readonly measure: Measure; readonly bound: number };

/** One statement that a claim consists of; a claim is shown where all of its parts are. */
export interface ClaimPart {
  /** What is measured, in words: 'IML: EM(D5) - EM(D6)'. */
  readonly title: string;
  readonly statistic: Statistic;
  /** The smallest effect that matters, in the measure's unit, above 0. */
  readonly smallestEffect: number;
}

/** A form in which claims are tested: on two cores, at the paper's scale, or just to see that it works. */
export type ClaimForm = 'small' | 'paper' | 'quick';

/** A claim of the paper, with how it is tested. Plain data. */
export interface Claim {
  /** As `reproduce --claims` counts them, from 1. */
  readonly number: number;
  /** A short name in lower case, such as 'iml'. */
  readonly name: string;
  /** A heading of a few words. */
  readonly title: string;
  /** The paper's figure, such as 'Fig. 3a'. */
  readonly figure: string;
  /** The paper's sentence in our words. */
  readonly statement: string;
  /** What would refute it, in a sentence. */
  readonly refutedBy: string;
  /** Studies of the catalogue (`fig3-main`), whose small forms are run on two cores. */
  readonly studies: readonly string[];
  readonly parts: readonly ClaimPart[];
  /** Its parts at the paper's scale, where its studies have other members or groups; default: `parts`. */
  readonly paperParts?: readonly ClaimPart[];
  /** What the control is, or why none is possible, in a sentence. */
  readonly control: string;
  /** First seeds on two cores, fixed beforehand; default: the studies' own. */
  readonly seeds?: { readonly from: number; readonly count: number };
  /** What the small form leaves out or does otherwise than the paper: with it a claim is shown with a caveat. */
  readonly caveat?: string;
  /** How the small form differs from the paper's, for the documentation. */
  readonly deviations: readonly string[];
  /** Why it cannot be tested on two cores; then nothing is trained there. */
  readonly untestable?: string;
}
