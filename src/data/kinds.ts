import { z } from 'zod';
import { cvdb, cvdbOptions } from './cvdb/cvdb.js';
import type { DataKind, ImageKind, TextKind } from './kind.js';
import { mnist } from './mnist/mnist.js';
import { mnistOptions } from './mnist/options.js';
import { setInclusionOptions } from './set-inclusion/options.js';
import { setInclusion } from './set-inclusion/set-inclusion.js';
import { table, tableOptions } from './table/table.js';
import { trex, trexOptions } from './trex/trex.js';
import { world, worldOptions } from './world/world.js';

/** Where the facts come from and what is made of them. */
export const dataOptions = z.discriminatedUnion('kind', [
  worldOptions,
  tableOptions,
  cvdbOptions,
  trexOptions,
  setInclusionOptions,
  mnistOptions,
]);

/** Where the facts come from and what is made of them, with every default filled in. */
export type DataOptions = z.infer<typeof dataOptions>;

/** The same as it may be written in an experiment, with defaults left out. */
export type DataInput = z.input<typeof dataOptions>;

const kinds = [cvdb, trex, table, world, setInclusion, mnist] as const;

/** The object that answers for data of the options' kind (`kind.ts`). */
export function dataKind<Options extends Pick<DataOptions, 'kind'>>({ kind }: Options) {
  const found = kinds.find((one) => one.kind === kind);
  if (found === undefined) throw new RangeError(`there is no kind of data "${kind}"`);
  return found as unknown as DataKind<DataOptions>;
}

/** As `dataKind`, for options as they are written; null where they name no kind. */
export function writtenKind(written: unknown): DataKind<DataOptions> | null {
  const kind: unknown = Reflect.get(Object(written), 'kind');
  const found = kinds.find((one) => one.kind === kind);
  return found === undefined ? null : (found as unknown as DataKind<DataOptions>);
}

/** As `dataKind`, for data in texts; a RangeError where they are images. */
export function textKind(options: DataOptions): TextKind<DataOptions> {
  const kind = dataKind(options);
  if (kind.shows === 'texts') return kind;
  throw new RangeError(`data of kind ${options.kind} have no texts`);
}

/** As `dataKind`, for data in images; a RangeError where they are texts. */
export function imageKind(options: DataOptions): ImageKind<DataOptions> {
  const kind = dataKind(options);
  if (kind.shows === 'images') return kind;
  throw new RangeError(`data of kind ${options.kind} have no images`);
}
