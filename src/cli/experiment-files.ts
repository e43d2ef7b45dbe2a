import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { didYouMean } from '../data/did-you-mean.js';
import { UserError } from '../data/user-error.js';
import type { Experiment } from '../stages/experiment.js';
import { override } from '../stages/override.js';

const bundledFolder = new URL('../../experiments/', import.meta.url);

/** Names of the experiments that come with this project, in alphabetical order. */
export function bundledNames(): string[] {
  const files = readdirSync(bundledFolder).filter((file) => /^[\w-]+\.js$/.test(file));
  return files.map((file) => file.slice(0, -'.js'.length)).sort();
}

async function readModule(path: string): Promise<unknown> {
  const url = pathToFileURL(path).href;
  const isTypeScript = /\.[cm]?ts$/.test(path);
  const load = isTypeScript ? (await import('tsx/esm/api')).tsImport : null;
  const module: unknown =
    load === null ? await import(url) : await load(url, { parentURL: import.meta.url });
  const exported: unknown = Reflect.get(Object(module), 'default');
  const inner: unknown = Reflect.get(Object(exported), 'default');
  if (exported === undefined) {
    throw new UserError(`${path} has no default export: export default { name, data, ... }`);
  }
  return inner ?? exported;
}

function readJsonFile(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new UserError(`${path} is not JSON: ${(error as Error).message}`);
  }
}

/**
 * The default export of a bundled experiment or of a file (`.ts`, `.js`, `.json`), as it is
 * written: one experiment or a list of them. Throws a UserError for an unknown name, a missing
 * file, or a file without a default export.
 */
export async function readWritten(nameOrPath: string): Promise<unknown> {
  const isPath = /[\\/]/.test(nameOrPath) || /\.(ts|js|mts|mjs|json)$/.test(nameOrPath);
  if (isPath) {
    const path = resolve(nameOrPath);
    if (!existsSync(path)) throw new UserError(`there is no file ${path}`);
    return extname(path) === '.json' ? readJsonFile(path) : readModule(path);
  }
  const names = bundledNames();
  if (!names.includes(nameOrPath)) {
    const hint = didYouMean(nameOrPath, names);
    throw new UserError(
      `there is no experiment "${nameOrPath}"${hint}; known: ${names.join(', ')}, ` +
        'or the path of a .ts or .json file',
    );
  }
  return readModule(fileURLToPath(new URL(`${nameOrPath}.js`, bundledFolder)));
}

/** Changes to an experiment from the command line. */
export interface Changes {
  /** Assignments, `path=value`. */
  readonly set?: readonly string[] | undefined;
  /** First seeds in place of the experiment's own. */
  readonly seeds?: readonly number[] | undefined;
}

/**
 * The experiments of a name or file (several where it exports a list), checked, with changes.
 * Throws a UserError on any mistake.
 */
export async function loadExperiments(
  nameOrPath: string,
  { set = [], seeds }: Changes = {},
): Promise<Experiment[]> {
  const exported = await readWritten(nameOrPath);
  const assignments = seeds === undefined ? set : [...set, `seeds.first=${JSON.stringify(seeds)}`];
  const all = Array.isArray(exported) ? exported : [exported];
  const experiments = all.map((written: unknown) => override(written, assignments));
  const names = experiments.map((experiment) => experiment.name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new UserError(`${nameOrPath} exports two experiments named "${twice}"`);
  }
  return experiments;
}

/** As `loadExperiments`, for what takes one experiment only. */
export async function loadExperiment(nameOrPath: string, changes?: Changes): Promise<Experiment> {
  const [experiment, ...more] = await loadExperiments(nameOrPath, changes);
  if (experiment === undefined || more.length > 0) {
    throw new UserError(`${nameOrPath} exports ${more.length} experiments; expected one`);
  }
  return experiment;
}
