import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** The folder of the project; vitest runs there. */
export const projectFolder = process.cwd();

/**
 * One import of a source file: the file it names, from the project's folder, and how it is written.
 */
export interface Import {
  readonly from: string;
  readonly to: string;
  readonly kind: 'static' | 'dynamic' | 'type';
}

const statement =
  /^\s*(?:import|export)\s+(?<type>type\s+)?(?:[\w$*{},\s]+?\s+from\s+)?'(?<path>\.[^']+)'/gm;
const call = /(?<type>\btypeof\s+)?\bimport\(\s*'(?<path>\.[^']+)'\s*\)/g;

/** The relative imports of a TypeScript text: `import`, `export ... from`, `import('...')`. */
export function importsOf(file: string, text: string): Import[] {
  const found = (pattern: RegExp, kind: 'static' | 'dynamic') =>
    [...text.matchAll(pattern)].map((match): Import => {
      const path = join(dirname(file), match.groups?.path ?? '').replace(/\.js$/, '.ts');
      return { from: file, to: path, kind: match.groups?.type ? 'type' : kind };
    });
  return [...found(statement, 'static'), ...found(call, 'dynamic')];
}

/** The TypeScript files below a folder of the project, as paths from the project's folder. */
export function typescriptFiles(folder: string): string[] {
  const path = join(projectFolder, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && statSync(join(path, name)).isFile())
    .map((name) => join(folder, name))
    .sort();
}

/** The text of a file of the project. */
export function read(file: string): string {
  return readFileSync(join(projectFolder, file), 'utf8');
}

/** The files under version control and those about to be, or null outside a git checkout. */
export function trackedFiles(): string[] | null {
  if (!existsSync(join(projectFolder, '.git'))) return null;
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const listed = execFileSync('git', args, { cwd: projectFolder, encoding: 'utf8' }).split('\0');
  return [...new Set(listed)].filter(
    (file) => file !== '' && existsSync(join(projectFolder, file)),
  );
}

/**
 * The way from a file to a folder along imports of the given kinds, or null where there is none.
 */
export function wayTo(
  folder: string,
  start: string,
  imports: ReadonlyMap<string, readonly Import[]>,
  kinds: readonly Import['kind'][],
): string[] | null {
  const cameFrom = new Map<string, string | null>([[start, null]]);
  for (const file of cameFrom.keys()) {
    if (!relative(folder, file).startsWith('..')) {
      const way: string[] = [];
      for (let at: string | null = file; at !== null; at = cameFrom.get(at) ?? null)
        way.unshift(at);
      return way;
    }
    for (const { to, kind } of imports.get(file) ?? []) {
      if (kinds.includes(kind) && !cameFrom.has(to)) cameFrom.set(to, file);
    }
  }
  return null;
}

/** Files that import each other in a cycle, the first again at the end, or null where none do. */
export function cycleOf(
  imports: ReadonlyMap<string, readonly Import[]>,
  kinds: readonly Import['kind'][],
): string[] | null {
  const way: string[] = [];
  const seen = new Set<string>();
  const visit = (file: string): string[] | null => {
    const at = way.indexOf(file);
    if (at >= 0) return [...way.slice(at), file];
    if (seen.has(file)) return null;
    seen.add(file);
    way.push(file);
    for (const { to, kind } of imports.get(file) ?? []) {
      const cycle = kinds.includes(kind) ? visit(to) : null;
      if (cycle !== null) return cycle;
    }
    way.pop();
    return null;
  };
  for (const file of imports.keys()) {
    const cycle = visit(file);
    if (cycle !== null) return cycle;
  }
  return null;
}
