import type { z } from 'zod';
import type { Dataset, DatasetSeeds, Selection } from './dataset.js';
import type { Design } from './design-options.js';
import type { EvaluationSet } from './evaluation-sets.js';
import type { FactTable } from './fact-table.js';
import type { DigitSplits } from './mnist/digits.js';
import type { GridData } from './mnist/grids.js';

/** Options as they are written, before defaults are filled in. */
export type Written = Readonly<Record<string, unknown>>;

/** How many documents there are of each kind, by options alone; no file is read. */
export interface DocumentCounts {
  /** Documents, or images, that a stage trains on in one epoch. */
  trainingDocuments(selection: Selection): number;
  /** Documents, or images, of an evaluation set; of some groups, or of all (null). */
  testDocuments(set: EvaluationSet, groups: readonly string[] | null): number;
}

/** What the data of one seed hold, for a plan. */
export interface DataSurvey {
  /** One line for a person: what there is, and what was left out and why. */
  readonly text: string;
  /** The same in numbers, for programs. */
  readonly counts: Readonly<Record<string, unknown>>;
  /** What a definition is about: `aliases` or `variables`. */
  readonly defined: string;
  readonly aliases: number;
  readonly testQuestions: number;
  /** The data that were built; null of images. */
  readonly dataset: Dataset | null;
  /** Documents, or images, of one epoch of a stage; a UserError where it cannot train on them. */
  trainingDocuments(selection: Selection): number;
}

/** What of an experiment a kind of data may have to object to. */
export interface FittedExperiment {
  readonly mode: string;
  readonly stages: readonly { readonly name: string; readonly train: Selection }[];
  readonly evaluate: {
    readonly sets: readonly EvaluationSet[];
    readonly metrics: readonly string[];
  };
}

/** What every kind of data answers; whoever adds one writes such an object and lists it in `kinds.ts`. */
interface AnyKind<Options extends Design> {
  /** Its value of `data.kind`. */
  readonly kind: string;
  /** Its name in lists. */
  readonly label: string;
  /** Its options; zod fills in defaults and says what is wrong. */
  readonly options: z.ZodType<Options>;
  /** Whether the data fix the vocabulary of a model from scratch, whatever else is tested. */
  readonly fixesVocabulary: boolean;
  /** The evaluation sets that it has. */
  readonly sets: readonly EvaluationSet[];
  /** What exact match means here, where that needs saying. */
  readonly scoreNote: string | null;
  /**
   * What of the options decides the data: files by their content, wherever they lie; contrasts left
   * out. A file that cannot be read is a UserError.
   */
  identity(options: Options): unknown;
  /**
   * A small form of options as they are written, that needs no download: about so many entities, or
   * fewer where each has several aliases.
   */
  quick(written: Written, entities: number): Written;
  /** How many entities, variables or pairs there are; null where a file would have to be read. */
  size(options: Options): number | null;
  /** Null where a file would have to be read. */
  counts(options: Options): DocumentCounts | null;
  /** Tokens of a document that is not padded, about; of images the pixels of a side. */
  documentSize(options: Options): number;
  /** The data of a seed, built and counted; whatever would fail in every run is a UserError. */
  survey(options: Options, seeds: DatasetSeeds): DataSurvey;
  /** What of an experiment does not go with these data: the path of each thing, and why. */
  misfits(options: Options, experiment: FittedExperiment): Iterable<[PropertyKey[], string]>;
  /** How to give a file that is missing in options as they are written; null where none is. */
  missingFile(written: unknown): string | null;
}

/** A kind of data whose definitions and questions are texts. */
export interface TextKind<Options extends Design> extends AnyKind<Options> {
  readonly shows: 'texts';
  /** The facts that it is about; those of some kinds hang on the first seed. */
  facts(options: Options, first: number): FactTable;
  dataset(options: Options, facts: FactTable, seeds: DatasetSeeds): Dataset;
}

/** A kind of data that is shown and asked in images: grids of digits. */
export interface ImageKind<Options extends Design> extends AnyKind<Options> {
  readonly shows: 'images';
  grids(options: Options, first: number): GridData;
  digits(options: Options): DigitSplits;
}

/** A kind of data. */
export type DataKind<Options extends Design> = TextKind<Options> | ImageKind<Options>;
