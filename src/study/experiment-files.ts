import { readdirSync, statSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { z } from 'zod';
import { checkAnalyses, quickAnalyses } from '../analyses/wanted.js';
import { UserError } from '../errors/user-error.js';
import { suggestion } from '../experiment/check.js';
import { controlForm } from '../experiment/control.js';
import { asWritten, checkExperiment, type Experiment } from '../experiment/experiment.js';
import { override } from '../experiment/override.js';
import { quickForm } from '../experiment/quick.js';
import { readJson } from '../files/json-file.js';
import { loadModule } from './load-module.js';

const bundledFolder = new URL('../../experiments/', import.meta.url);

/** Names of the experiments that come with this project; numbers in them count as numbers. */
export function bundledNames(): string[] {
  const files = readdirSync(bundledFolder).filter((file) => /^[\w-]+\.js$/.test(file));
  const names = files.map((file) => file.slice(0, -'.js'.length));
  return names.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

/** The form of an experiment that the paper has, and one for a processor of few cores. */
export type WrittenForm = 'default' | 'small';

function exportedBy(module: unknown, path: string): unknown {
  const exported: unknown = Reflect.get(Object(module), 'default');
  const inner: unknown = Reflect.get(Object(exported), 'default');
  if (exported === undefined) {
    throw new UserError(`${path} has no default export: export default { name, data, ... }`);
  }
  return inner ?? exported;
}

/** What a module exports by the name `small`, or undefined. */
function smallExportedBy(module: unknown): unknown {
  const small: unknown = Reflect.get(Object(module), 'small');
  // A CommonJS module's exports are its default's.
  return small ?? Reflect.get(Object(Reflect.get(Object(module), 'default')), 'small');
}

function bundledModule(name: string): Promise<unknown> {
  return import(new URL(`${name}.js`, bundledFolder).href);
}

/** Names of the bundled experiments that have a small form. */
export async function smallNames(): Promise<string[]> {
  const names = bundledNames();
  const modules = await Promise.all(names.map(bundledModule));
  return names.filter((_, index) => smallExportedBy(modules[index]) !== undefined);
}

async function formOf(module: unknown, path: string, form: WrittenForm): Promise<unknown> {
  if (form === 'default') return exportedBy(module, path);
  const small = smallExportedBy(module);
  if (small !== undefined) return small;
  const others = (await smallNames()).join(', ') || 'none';
  throw new UserError(
    `${path} has no small form, which is what it exports by the name "small"; ` +
      `bundled experiments that have one: ${others}`,
  );
}

/**
 * What a bundled experiment or a file (`.ts`, `.js`, `.json`) exports, as it is written: one
 * experiment or a list of them; its default export, or that of the name `small`. Throws a UserError
 * for an unknown name, a missing file, a file that does not load, or one without such an export.
 */
export async function readWritten(
  nameOrPath: string,
  form: WrittenForm = 'default',
): Promise<unknown> {
  const isPath = /[\\/]/.test(nameOrPath) || /\.(ts|js|mts|mjs|json)$/.test(nameOrPath);
  if (isPath) {
    const path = resolve(nameOrPath);
    const status = statSync(path, { throwIfNoEntry: false });
    if (status === undefined) throw new UserError(`there is no file ${path}`);
    if (!status.isFile()) throw new UserError(`${path} is no file: a .ts or .json file is wanted`);
    const module =
      extname(path) === '.json' ? { default: readJson(path, z.unknown()) } : await loadModule(path);
    return formOf(module, path, form);
  }
  const names = bundledNames();
  if (!names.includes(nameOrPath)) {
    throw new UserError(
      `there is no experiment "${nameOrPath}"${suggestion(nameOrPath, names)}, ` +
        'or the path of a .ts or .json file',
    );
  }
  return formOf(await bundledModule(nameOrPath), nameOrPath, form);
}

/** Changes to an experiment from the command line. */
export interface Changes {
  /** Assignments, `path=value`. */
  readonly set?: readonly string[] | undefined;
  /** First seeds in place of the experiment's own. */
  readonly seeds?: readonly number[] | undefined;
  /** The quick form of an experiment in its place; assignments change that one. */
  readonly quick?: boolean | undefined;
  /** The small form that its file exports in place of the paper's. */
  readonly small?: boolean | undefined;
  /** Beside every experiment its control: the one that it names, or `controlForm`. */
  readonly withControl?: boolean | undefined;
}

/** The changes as reports and figures name them, seeds and forms with names of their own aside. */
export function changesText({ set = [], quick = false }: Changes = {}): string[] {
  return quick ? ['--quick', ...set] : [...set];
}

/** The quick forms of a file's experiments; those that it names as controls stay controls. */
function quickForms(all: readonly unknown[]): unknown[] {
  const written = all.map((one) => Object(asWritten(one)) as Readonly<Record<string, unknown>>);
  const names = written.map(({ name }) => name);
  return written.map((one) => {
    const quick = Object(quickForm(one, quickAnalyses())) as Readonly<Record<string, unknown>>;
    const { control = null } = one;
    return names.includes(control) ? { ...quick, control: `${String(control)}-quick` } : quick;
  });
}

/** Experiments and their controls: those of the same list, bundled ones, and `controlForm`. */
async function besideControls(
  experiments: readonly Experiment[],
  changes: Changes,
): Promise<Experiment[]> {
  const names = experiments.map(({ name }) => name);
  const controls = experiments.map(({ control }) => control);
  const all = experiments.map(async (experiment): Promise<Experiment[]> => {
    const { name, control: known } = experiment;
    if (controls.includes(name) || (known !== null && names.includes(known))) return [experiment];
    if (known !== null) {
      return [experiment, await loadExperiment(known, { ...changes, small: false })];
    }
    const control = checkAnalyses(checkExperiment(controlForm(experiment)));
    const written = Object(asWritten(experiment)) as object;
    return [checkAnalyses(checkExperiment({ ...written, control: control.name })), control];
  });
  return (await Promise.all(all)).flat();
}

/**
 * The experiments of a name or file (several where it exports a list), checked, with changes.
 * Throws a UserError on any mistake.
 */
export async function loadExperiments(
  nameOrPath: string,
  changes: Changes = {},
): Promise<Experiment[]> {
  const { set = [], seeds, quick = false, small = false, withControl = false } = changes;
  const exported = await readWritten(nameOrPath, small ? 'small' : 'default');
  const assignments = seeds === undefined ? set : [...set, `seeds.first=${JSON.stringify(seeds)}`];
  const all: readonly unknown[] = Array.isArray(exported) ? exported : [exported];
  if (all.length === 0) throw new UserError(`${nameOrPath} exports an empty list of experiments`);
  const own = (quick ? quickForms(all) : all).map((one) =>
    checkAnalyses(override(one, assignments)),
  );
  const experiments = withControl ? await besideControls(own, changes) : own;
  const names = experiments.map((experiment) => experiment.name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new UserError(`${nameOrPath} exports two experiments named "${twice}"`);
  }
  return experiments;
}

/** As `loadExperiments`, for what takes one experiment only, without its control. */
export async function loadExperiment(nameOrPath: string, changes?: Changes): Promise<Experiment> {
  const experiments = await loadExperiments(nameOrPath, { ...changes, withControl: false });
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
