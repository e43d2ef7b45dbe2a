import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { SetupFailure } from './failure.mjs';
import { isClone, root, writeJson } from './paths.mjs';
import { runTool } from './tool.mjs';

const dist = join(root, 'dist');
const stamp = join(dist, '.stamp.json');
const sourceFolders = ['src', 'experiments', 'templates', 'tools', 'bench', 'test'];
const outputEndings = ['.js', '.js.map', '.d.ts'];

/**
 * The sources, the hash of their contents and the compiler's, and whether dist/ is of just these.
 */
export function typescriptState() {
  if (!isClone) return { key: null, sources: [], inPlace: true };
  const sources = sourceFolders
    .flatMap((folder) => filesBelow(folder))
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts'))
    .sort();
  const hash = createHash('sha256');
  const inputs = ['tsconfig.json', 'node_modules/typescript/package.json', ...sources];
  for (const path of inputs.filter((path) => existsSync(join(root, path)))) {
    const content = readFileSync(join(root, path));
    hash.update(`${path}\0${content.length}\0`).update(content);
  }
  const key = hash.digest('hex');
  const done = existsSync(stamp) && JSON.parse(readFileSync(stamp, 'utf8')).key === key;
  const complete = () =>
    sources.every((path) => existsSync(join(dist, `${withoutEnding(path)}.js`)));
  return { key, sources, inPlace: done && complete() };
}

/** Compiles to dist/ and removes from it what no source makes any more. */
export async function compileTypescript({ key, sources }) {
  rmSync(stamp, { force: true });
  // By this very Node, since tsc's first line asks for whichever is on PATH.
  const args = [join(root, 'node_modules', '.bin', 'tsc'), '-p', '.'];
  const result = await runTool(process.execPath, args, { logName: 'typescript' });
  if (result.code !== 0) {
    const errors = result.output.split('\n').filter((line) => line.includes('error TS'));
    throw new SetupFailure(
      'TypeScript does not compile, ' +
        `${errors.length} ${errors.length === 1 ? 'error' : 'errors'}: ` +
        `${errors[0] ?? 'see the log'}`,
      { remedy: 'npx tsc --noEmit -p . (lists them all)', log: result.log },
    );
  }
  removeVanished(sources);
  writeJson(stamp, { key });
}

function removeVanished(sources) {
  const made = new Set(sources.map(withoutEnding));
  for (const path of filesBelow('dist')) {
    const ending = outputEndings.find((ending) => path.endsWith(ending));
    if (ending === undefined) continue;
    if (!made.has(path.slice('dist/'.length, -ending.length))) rmSync(join(root, path));
  }
}

const withoutEnding = (path) => path.slice(0, -'.ts'.length);

function filesBelow(folder) {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory()
      ? filesBelow(`${folder}/${entry.name}`)
      : entry.isFile()
        ? [`${folder}/${entry.name}`]
        : [],
  );
}
