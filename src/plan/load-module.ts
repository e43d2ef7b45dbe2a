import { spawnSync } from 'node:child_process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { inspect } from 'node:util';
import { UserError } from '../errors/user-error.js';
import { shortened } from '../text/printable.js';

/** Milliseconds that a module has to be loaded, by default. */
const patienceMs = 60_000;

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
 * lies. What it prints meanwhile goes to standard error, since standard output may be JSON. Throws
 * a UserError of one line, with file and line where they are known, where it does not load, or not
 * in time; one that the module throws itself passes as it is.
 */
export async function loadModule(path: string, { patience = patienceMs } = {}): Promise<unknown> {
  const { write } = process.stdout;
  process.stdout.write = process.stderr.write.bind(process.stderr);
  try {
    await hook();
    return await loaded(path, patience);
  } catch (error) {
    // A module of this project's own sources has its own copy of the class, so the name decides.
    if (error instanceof Error && error.name === 'UserError') throw error;
    throw new UserError(loadErrorText(error, path), { cause: error });
  } finally {
    process.stdout.write = write;
  }
}

/** The module, unless it never comes to its end. */
async function loaded(path: string, patience: number): Promise<unknown> {
  const { promise: unfinished, reject } = withReject();
  const late = (why: string) => () => reject(new UserError(`${path} does not load: ${why}`));
  const timer = setTimeout(
    late(`it is not finished after ${patience / 1000} s, as an await at its top level can be`),
    patience,
  ).unref();
  const idle = late('an await at its top level waits for something that never comes');
  const ended = (): void => {
    process.stderr.write(`error: ${path} ended the program while it was loaded\n`);
    process.exitCode = 1;
  };
  process.once('beforeExit', idle).once('exit', ended);
  try {
    return await Promise.race([import(pathToFileURL(path).href), unfinished]);
  } finally {
    clearTimeout(timer);
    process.off('beforeExit', idle).off('exit', ended);
  }
}

function withReject(): { promise: Promise<never>; reject(error: Error): void } {
  let reject: (error: Error) => void = () => {};
  const promise = new Promise<never>((_resolve, refuse) => {
    reject = refuse;
  });
  return { promise, reject };
}

function loadErrorText(error: unknown, path: string): string {
  if (!(error instanceof Error)) return `${path} threw ${shownValue(error)}`;
  const [message, stack] = [error.message, error.stack].map((text) => String(text));
  const transform = /^(.+):(\d+):\d+: ERROR: (.+)$/m.exec(message ?? '');
  if (transform !== null) {
    const [, file = '', line, what = ''] = transform;
    return `${file.startsWith('file:') ? fileURLToPath(file) : file}, line ${line}: ${shortened(what, 300)}`;
  }
  const line = lineIn(stack ?? '', path) ?? syntaxErrorLine(error, path);
  const [what = ''] = (message ?? '').split('\n');
  return `${path}${line === null ? '' : `, line ${line}`}: ${error.name}: ${shortened(what, 300)}`;
}

/** Anything can be thrown: also what has no text. */
function shownValue(value: unknown): string {
  return shortened(inspect(value, { depth: 0, breakLength: Number.POSITIVE_INFINITY }));
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
