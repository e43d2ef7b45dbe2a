import { readdirSync, statSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { UserError } from '../data/user-error.js';
import { suggestion } from '../stages/check.js';
import type { Experiment } from '../stages/experiment.js';
import { override } from '../stages/override.js';
import { quickForm } from '../stages/quick.js';
import { loadJson, loadModule } from './load-module.js';

const bundledFolder = new URL('../../experiments/', import.meta.url);

/** Names of the experiments that come with this project; numbers in them count as numbers. */
export function bundledNames(): string[] {
  const files = readdirSync(bundledFolder).filter((file) => /^[\w-]+\.js$/.test(file));
  const names = files.map((file) => file.slice(0, -'.js'.length));
  return names.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

function exportedBy(module: unknown, path: string): unknown {
  const exported: unknown = Reflect.get(Object(module), 'default');
  const inner: unknown = Reflect.get(Object(exported), 'default');
  if (exported === undefined) {
    throw new UserError(`${path} has no default export: export default { name, data, ... }`);
  }
  return inner ?? exported;
}

/**
 * The default export of a bundled experiment or of a file (`.ts`, `.js`, `.json`), as it is
 * written: one experiment or a list of them. Throws a UserError for an unknown name, a missing
 * file, or a file that does not load or has no default export.
 */
export async function readWritten(nameOrPath: string): Promise<unknown> {
  const isPath = /[\\/]/.test(nameOrPath) || /\.(ts|js|mts|mjs|json)$/.test(nameOrPath);
  if (isPath) {
    const path = resolve(nameOrPath);
    const status = statSync(path, { throwIfNoEntry: false });
    if (status === undefined) throw new UserError(`there is no file ${path}`);
    if (!status.isFile()) throw new UserError(`${path} is no file: a .ts or .json file is wanted`);
    return extname(path) === '.json' ? loadJson(path) : exportedBy(await loadModule(path), path);
  }
  const names = bundledNames();
  if (!names.includes(nameOrPath)) {
    throw new UserError(
      `there is no experiment "${nameOrPath}"${suggestion(nameOrPath, names)}, ` +
        'or the path of a .ts or .json file',
    );
  }
  const { href } = new URL(`${nameOrPath}.js`, bundledFolder);
  return exportedBy(await import(href), nameOrPath);
}

/** Changes to an experiment from the command line. */
export interface Changes {
  /** Assignments, `path=value`. */
  readonly set?: readonly string[] | undefined;
  /** First seeds in place of the experiment's own. */
  readonly seeds?: readonly number[] | undefined;
  /** The quick form of an experiment in its place; assignments change that one. */
  readonly quick?: boolean | undefined;
}

/** The changes as reports and figures name them, seeds aside. */
export function changesText({ set = [], quick = false }: Changes = {}): string[] {
  return quick ? ['--quick', ...set] : [...set];
}

/**
 * The experiments of a name or file (several where it exports a list), checked, with changes.
 * Throws a UserError on any mistake.
 */
export async function loadExperiments(
  nameOrPath: string,
  { set = [], seeds, quick = false }: Changes = {},
): Promise<Experiment[]> {
  const exported = await readWritten(nameOrPath);
  const assignments = seeds === undefined ? set : [...set, `seeds.first=${JSON.stringify(seeds)}`];
  const all = Array.isArray(exported) ? exported : [exported];
  if (all.length === 0) throw new UserError(`${nameOrPath} exports an empty list of experiments`);
  const experiments = all.map((written: unknown) =>
    override(quick ? quickForm(written) : written, assignments),
  );
  const names = experiments.map((experiment) => experiment.name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new UserError(`${nameOrPath} exports two experiments named "${twice}"`);
  }
  return experiments;
}

/** As `loadExperiments`, for what takes one experiment only. */
export async function loadExperiment(nameOrPath: string, changes?: Changes): Promise<Experiment> {
  const experiments = await loadExperiments(nameOrPath, changes);
  const [experiment] = experiments;
  if (experiment === undefined || experiments.length > 1) {
    throw new UserError(`${nameOrPath} exports ${experiments.length} experiments; expected one`);
  }
  return experiment;
}

/**
 * Throws a UserError where an experiment names a control that is neither bundled nor beside it in
 * its own file.
 */
export function checkControls(experiments: readonly Experiment[]): void {
  const known = [...bundledNames(), ...experiments.map(({ name }) => name)];
  for (const { name, control } of experiments) {
    if (control === null || known.includes(control)) continue;
    const hint = suggestion(control, [...new Set(known)]);
    throw new UserError(
      `experiment "${name}": control: there is no experiment "${control}"${hint}`,
    );
  }
}
