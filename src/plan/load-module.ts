import { spawnSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { UserError } from '../errors/user-error.js';

let hooked = false;

/** Registers the hooks once, for modules that are loaded from then on. */
async function hook(): Promise<void> {
  if (hooked) return;
  const { register } = await import('node:module');
  register('./module-hooks.js', import.meta.url);
  // Lines in errors are then those of the TypeScript that was written.
  process.setSourceMapsEnabled(true);
  hooked = true;
}

/**
 * Loads a person's own TypeScript or JavaScript module, which may import `credence` wherever it
 * lies. Throws a UserError of one line with file and line where it does not load; one that the
 * module throws itself passes as it is.
 */
export async function loadModule(path: string): Promise<unknown> {
  const url = pathToFileURL(path).href;
  try {
    await hook();
    if (!/\.[cm]?ts$/.test(path)) return await import(url);
    const { tsImport } = await import('tsx/esm/api');
    return await tsImport(url, { parentURL: import.meta.url });
  } catch (error) {
    // A module loaded through tsx has its own copy of the class, so the name decides.
    if (error instanceof Error && error.name === 'UserError') throw error;
    throw new UserError(loadErrorText(error, path), { cause: error });
  }
}

function loadErrorText(error: unknown, path: string): string {
  if (!(error instanceof Error)) return `${path} threw ${String(error)}`;
  const transform = /^(.+):(\d+):\d+: ERROR: (.+)$/m.exec(error.message);
  if (transform !== null) return `${transform[1]}, line ${transform[2]}: ${transform[3]}`;
  const line = lineIn(error.stack ?? '', path) ?? syntaxErrorLine(error, path);
  const [what = ''] = error.message.split('\n');
  return `${path}${line === null ? '' : `, line ${line}`}: ${error.name}: ${what}`;
}

/** The line of a file that a stack names first, or null. */
function lineIn(stack: string, path: string): string | null {
  for (const name of [path, pathToFileURL(path).href]) {
    for (const behind of stack.split(name).slice(1)) {
      const line = /^(?:\?[^\s:]*)?:(\d+)/.exec(behind)?.[1];
      if (line !== undefined) return line;
    }
  }
  return null;
}

/** Node says where the syntax of JavaScript is wrong only when it is asked to check it. */
function syntaxErrorLine(error: Error, path: string): string | null {
  if (error.name !== 'SyntaxError') return null;
  const { stderr } = spawnSync(process.execPath, ['--check', path], { encoding: 'utf8' });
  return lineIn(stderr, path);
}
