import { createHash } from 'node:crypto';
import { basename, join } from 'node:path';
import { writeJson } from '../files/json-file.js';
import { seedsText } from './seeds-text.js';

/** What sets figures of an experiment apart from those of it as it is defined. */
export interface FigureVariant {
  /** First seeds that were asked for; null: the experiment's own. */
  readonly seeds?: readonly number[] | null;
  /** Assignments of `--set`, and `--quick`. */
  readonly changes: readonly string[];
  /** The control that was asked for: a name, or `none`; null: its own. */
  readonly control?: string | null;
}

/** A figure that was written. */
export interface DrawnFigure {
  /** What its files are called, without their ends. */
  readonly name: string;
  readonly title: string;
  /** What it shows, in full sentences. */
  readonly caption: string;
  readonly files: readonly string[];
}

/** What stands in a folder of figures beside them, in `about.json`. */
export interface AboutFigures extends FigureVariant {
  readonly experiments: readonly {
    readonly experiment: string;
    /** First seeds that the figures show. */
    readonly seeds: readonly number[];
    /** Of its stages, in order: the names of their folders. */
    readonly identities: readonly string[];
  }[];
  /** Their files by name, without the folder. */
  readonly figures: readonly DrawnFigure[];
}

/**
 * The folder of an experiment's figures: its name, and of some of its seeds, another control or
 * changed settings also what differs, so that no two of them write one file: `world`,
 * `world-seeds-10-13`, `world-1f2e3d4c`. Quick and small forms have names of their own.
 */
export function figureFolder(name: string, { seeds, changes, control }: FigureVariant): string {
  const assignments = changes.filter((change) => change !== '--quick');
  const digits = createHash('sha256').update(JSON.stringify(assignments)).digest('hex');
  return [
    name,
    ...(assignments.length === 0 ? [] : [digits.slice(0, 8)]),
    ...(seeds == null ? [] : ['seeds', seedsName(seeds)]),
    ...(control == null ? [] : [control === 'none' ? 'alone' : `beside-${plain(control)}`]),
  ].join('-');
}

const longest = 40;

/** `10-13`, or `1-3,7`; of lists that are too long for a name their count and a few digits. */
function seedsName(seeds: readonly number[]): string {
  const ranges = seedsText([...seeds].sort((a, b) => a - b)).replaceAll(', ', ',');
  if (ranges.length <= longest) return ranges;
  return `${seeds.length}-${createHash('sha256').update(ranges).digest('hex').slice(0, 8)}`;
}

/** A name or path as a part of a file name. */
const plain = (text: string): string => text.replaceAll(/[^\w.-]+/g, '-').replace(/^[-.]+/, '');

/** Writes what a folder of figures holds. */
export function writeAbout(folder: string, about: AboutFigures): void {
  const figures = about.figures.map((one) => ({
    ...one,
    files: one.files.map((file) => basename(file)),
  }));
  writeJson(join(folder, 'about.json'), { ...about, figures });
}
