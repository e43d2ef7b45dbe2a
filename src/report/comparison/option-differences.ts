import type { Experiment } from '../../experiment/experiment.js';
import { quoted } from '../../text/printable.js';

/** An option that two experiments have otherwise; null where one of them has none. */
export interface OptionDifference {
  /** As `--set` writes it. */
  readonly path: string;
  readonly a: unknown;
  readonly b: unknown;
}

/** What names an experiment or says which seeds it has, which is told apart. */
const untold = new Set(['name', 'title', 'seeds.first']);

/** Every option by its path; a list of things with names, such as stages, by those. */
function optionsOf(value: unknown, path: string): [path: string, value: unknown][] {
  const below = (key: string, one: unknown) => optionsOf(one, path === '' ? key : `${path}.${key}`);
  if (Array.isArray(value)) {
    const names = value.map((one: unknown) => Reflect.get(Object(one), 'name') as unknown);
    const isNamed = names.length > 0 && names.every((name) => typeof name === 'string');
    return isNamed ? value.flatMap((one, at) => below(String(names[at]), one)) : [[path, value]];
  }
  if (typeof value !== 'object' || value === null) return [[path, value]];
  return Object.entries(value).flatMap(([key, one]) => below(key, one));
}

/** The options that differ, in the order of the first; names, titles and first seeds left out. */
export function optionDifferences(a: Experiment, b: Experiment): OptionDifference[] {
  const [ofA, ofB] = [new Map(optionsOf(a, '')), new Map(optionsOf(b, ''))];
  const paths = [...new Set([...ofA.keys(), ...ofB.keys()])];
  return paths.flatMap((path): OptionDifference[] => {
    const [own, other] = [ofA.get(path) ?? null, ofB.get(path) ?? null];
    if (untold.has(path) || JSON.stringify(own) === JSON.stringify(other)) return [];
    return [{ path, a: own, b: other }];
  });
}

/** A value of an option in a table. */
export const optionText = (value: unknown): string => (value === null ? '-' : quoted(value, 60));
