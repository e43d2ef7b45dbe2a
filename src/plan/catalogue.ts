import { readdirSync, statSync } from 'node:fs';
import { basename, extname, resolve } from 'node:path';
import { types } from 'node:util';
import { z } from 'zod';
import { checkAnalyses, quickAnalyses } from '../analyses/wanted.js';
import { UserError } from '../errors/user-error.js';
import type { Experiment } from '../experiment/experiment.js';
import { valueAt } from '../experiment/option-path.js';
import { plainData } from '../experiment/plain-data.js';
import { given, suggestion } from '../experiment/problem-sentences.js';
import { quickChange } from '../experiment/quick.js';
import { duplicateKey } from '../files/json-duplicate.js';
import { parseJson } from '../files/json-file.js';
import { readText } from '../files/read-file.js';
import { quickStudy } from '../study/quick-study.js';
import { type Member, resolveStudy, type Study } from '../study/resolve-study.js';
import { asStudy, type StudyDefinition } from '../study/study.js';
import { parseSweep } from '../study/swept-values.js';
import { shortened } from '../text/printable.js';
import { loadModule } from './load-module.js';
import { resolveStart, type StartChanges } from './resolve-start.js';

/** Of an experiment in JSON; what is written by hand has a few thousand. */
const mostBytes = 50_000_000;

const bundledFolder = new URL('../../experiments/', import.meta.url);

/** What stands beside the studies and is none: what the paper claims of them. */
const claimsFile = 'claims.js';

/** Names of the studies that come with this project; numbers in them count as numbers. */
export function bundledNames(): string[] {
  const files = readdirSync(bundledFolder).filter(
    (file) => /^[\w-]+\.js$/.test(file) && file !== claimsFile,
  );
  const names = files.map((file) => file.slice(0, -'.js'.length));
  return names.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

/** Names of the bundled studies that have a small form. */
export async function smallNames(): Promise<string[]> {
  const names = bundledNames();
  const studies = await Promise.all(names.map(readStudy));
  return names.filter((_, index) => studies[index]?.small != null);
}

/**
 * The study that a bundled name or a file (`.ts`, `.js`, `.json`) has, as it is defined; a file may
 * export an experiment or a list of them, too. Throws a UserError for an unknown name, a missing
 * file, a file that does not load, or one that exports something else.
 */
export async function readStudy(nameOrPath: string): Promise<StudyDefinition> {
  const isPath = /[\\/]|^\.{1,2}$/.test(nameOrPath) || /\.([cm]?[jt]s|json)$/.test(nameOrPath);
  const module = isPath ? await ownModule(nameOrPath) : await bundledModule(nameOrPath);
  const exported = plainData(exportedBy(module, nameOrPath), nameOrPath);
  if (Array.isArray(exported) && exported.length === 0) {
    throw new UserError(`${nameOrPath} exports an empty list of experiments`);
  }
  return asStudy(exported, basename(nameOrPath, extname(nameOrPath)).replaceAll(/\s/g, '-'));
}

async function ownModule(typed: string): Promise<unknown> {
  const path = resolve(typed);
  const status = statSync(path, { throwIfNoEntry: false });
  if (status === undefined) throw new UserError(`there is no file ${path}`);
  if (!status.isFile()) throw new UserError(`${path} is not a file: expected a .ts or .json file`);
  return extname(path) === '.json' ? { default: ownJson(path, status.size) } : loadModule(path);
}

function ownJson(path: string, size: number): unknown {
  if (size > mostBytes) {
    throw new UserError(
      `${path} has ${size} bytes: expected an experiment, of ${mostBytes} bytes at most`,
    );
  }
  const text = readText(path).replace(/^\ufeff/, '');
  const value = parseJson(text, z.unknown(), path);
  const twice = duplicateKey(text);
  if (twice === null) return value;
  throw new UserError(
    `${path}, line ${twice.line}: the key "${shortened(twice.key)}" stands twice`,
  );
}

async function bundledModule(name: string): Promise<unknown> {
  const names = bundledNames();
  if (names.includes(name)) return import(new URL(`${name}.js`, bundledFolder).href);
  throw new UserError(
    `there is no bundled experiment ${given(name)}${suggestion(name, names)}; an experiment of your own ` +
      'is given by the path of its .ts or .json file',
  );
}

function exportedBy(module: unknown, path: string): unknown {
  const exported: unknown = Reflect.get(Object(module), 'default');
  if (exported === undefined) {
    throw new UserError(`${path} has no default export: export default { name, data, ... }`);
  }
  // A CommonJS module's exports are its default's; a proxy may throw when it is read.
  const isCommon = /\.[cm]?[jt]s$/.test(path) && !types.isProxy(exported);
  return (isCommon ? valueAt(exported, ['default']) : undefined) ?? exported;
}

/** Changes to a study from the command line. */
export interface Changes {
  /** Assignments, `path=value`, to every experiment. */
  readonly set?: readonly string[] | undefined;
  /** Settings that vary, `path=value,value`: every experiment at every point. */
  readonly sweep?: readonly string[] | undefined;
  /** Whether several such settings vary together; else each value goes with each. */
  readonly zip?: boolean | undefined;
  /** First seeds in place of the experiments' own. */
  readonly seeds?: readonly number[] | undefined;
  /** The quick form in its place; assignments change that one. */
  readonly quick?: boolean | undefined;
  /** The small form in its place. */
  readonly small?: boolean | undefined;
  /** Whether controls are trained, whatever the study says. */
  readonly withControl?: boolean | undefined;
}

/** The changes as reports and figures name them, seeds and forms with names of their own aside. */
export function changesText({ set = [], quick = false }: Changes = {}): string[] {
  return quick ? [quickChange, ...set] : [...set];
}

async function smallForm({ small }: StudyDefinition, nameOrPath: string): Promise<StudyDefinition> {
  if (small !== null) return small;
  const others = (await smallNames()).join(', ') || 'none';
  throw new UserError(
    `${nameOrPath} has no small form (a study under \`small\`); bundled experiments with one: ${others}`,
  );
}

/** As `loadStudy`, without the experiments that its own start from a stage of. */
async function definedStudy(nameOrPath: string, changes: Changes): Promise<Study> {
  const { set = [], sweep = [], zip = false } = changes;
  const { seeds, quick = false, small = false, withControl = false } = changes;
  const defined = await readStudy(nameOrPath);
  const form = small ? await smallForm(defined, nameOrPath) : defined;
  const swept = sweep.length > 0 || zip ? parseSweep(sweep, zip) : undefined;
  const both = swept?.paths.find(({ path }) => set.some((one) => one.startsWith(`${path}=`)));
  if (both !== undefined)
    throw new UserError(`${both.path} is given by --set and by --sweep: leave one of them out`);
  const assignments = seeds === undefined ? set : [...set, `seeds.first=${JSON.stringify(seeds)}`];
  const study = resolveStudy(quick ? quickStudy(form, quickAnalyses()) : form, {
    assignments,
    sweep: swept,
    ...(withControl ? { runsControls: true } : {}),
  });
  const members = study.members.map((member) => ({
    ...member,
    experiment: checkAnalyses(member.experiment),
    control: member.control === null ? null : checkAnalyses(member.control),
  }));
  return { ...study, members };
}

/**
 * The study of a bundled name or a file, with changes, its experiments checked, its controls found,
 * and the experiments loaded that its own start from a stage of. Throws a UserError on any mistake,
 * but for those others: what is wrong with them is told where they are needed.
 */
export async function loadStudy(nameOrPath: string, changes: Changes = {}): Promise<Study> {
  const study = await definedStudy(nameOrPath, changes);
  const loaded = new Map<string, Promise<Study>>();
  const load = (name: string, wanted: StartChanges): Promise<Study> => {
    const key = JSON.stringify([name, wanted]);
    const other = loaded.get(key) ?? definedStudy(name, wanted);
    loaded.set(key, other);
    return other;
  };
  const found = (one: Experiment) => resolveStart(one, load);
  const members: Member[] = [];
  for (const member of study.members) {
    const control = member.control === null ? null : await found(member.control);
    members.push({ ...member, experiment: await found(member.experiment), control });
  }
  return { ...study, members };
}

/** As `loadStudy`, for a name or file of one experiment only: that one, without its control. */
export async function loadExperiment(nameOrPath: string, changes?: Changes): Promise<Experiment> {
  const { members } = await loadStudy(nameOrPath, { ...changes, withControl: false });
  const [member] = members;
  if (member === undefined || members.length > 1) {
    throw new UserError(
      `${nameOrPath} has ${members.length} experiments, but this command takes one`,
    );
  }
  return member.experiment;
}
