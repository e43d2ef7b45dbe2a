/**
 * @module How Node loads an experiment file outside of this project and what that imports. What is
 * compiled stays in memory: a folder that others can write to would hold code of theirs.
 */
import { readFile } from 'node:fs/promises';
import type { LoadHook, ResolveHook } from 'node:module';
import { fileURLToPath } from 'node:url';
import { transform } from 'esbuild';

const typeScript = /^file:[^?#]*\.([cm]?)ts(?:[?#]|$)/;

/**
 * Finds `credence` wherever the importing file lies, as it is found from here; and `./people.ts`
 * where TypeScript imports it as `./people.js` or `./people`.
 */
export const resolve: ResolveHook = async (specifier, context, nextResolve) => {
  const isOwn = /^credence(\/|$)/.test(specifier);
  const parentURL = isOwn ? import.meta.url : context.parentURL;
  try {
    return await nextResolve(specifier, { ...context, parentURL });
  } catch (error) {
    if (isOwn || !typeScript.test(parentURL ?? '') || !/^\.{0,2}\/|^file:/.test(specifier))
      throw error;
    for (const written of writtenAs(specifier))
      try {
        return await nextResolve(written, context);
      } catch {
        // The first error names what was asked for.
      }
    throw error;
  }
};

/** What TypeScript means by the path of a module that is not there. */
const writtenAs = (path: string): string[] =>
  /\.[cm]?js$/.test(path)
    ? [path.replace(/js$/, 'ts')]
    : [`${path}.ts`, `${path}.js`, `${path}/index.ts`, `${path}/index.js`];

/**
 * Takes the types out of TypeScript, which is a module whether or not a package.json beside it says
 * so (`.cts` is CommonJS). JSON needs no `with { type: 'json' }`.
 */
export const load: LoadHook = async (url, context, nextLoad) => {
  const [, kind] = typeScript.exec(url) ?? [];
  if (kind === undefined) {
    const isJson = /^file:[^?#]*\.json(?:[?#]|$)/.test(url);
    const importAttributes = isJson ? { type: 'json' } : context.importAttributes;
    return nextLoad(url, { ...context, importAttributes });
  }
  const isCommon = kind === 'c';
  const { code } = await transform(await readFile(fileURLToPath(url), 'utf8'), {
    loader: 'ts',
    format: isCommon ? 'cjs' : 'esm',
    target: `node${process.versions.node}`,
    sourcefile: url,
    sourcemap: 'inline',
    sourcesContent: false,
  });
  return { format: isCommon ? 'commonjs' : 'module', source: code, shortCircuit: true };
};
