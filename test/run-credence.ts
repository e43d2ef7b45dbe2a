import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** The checkout that the compiled command line belongs to. */
export const project = fileURLToPath(new URL('..', import.meta.url));

/** What is run as `credence`. */
export const program = join(project, 'bin', 'credence.js');

/** Whether the command line is compiled. */
export const built = existsSync(join(project, 'dist', 'src', 'cli', 'main.js'));

/** Why nothing can be trained by command, for the title of tests that are skipped; else empty. */
export const why = !built
  ? ' (skipped: dist/ is not built)'
  : existsSync(join(project, 'native', 'build', 'credence.node'))
    ? ''
    : ' (skipped: the addon is not built)';

/** What a command left behind. */
export interface Ended {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the command line as a person does, in a folder; `environment` is added to that of the tests. */
export function runCredence(
  folder: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const options = { cwd: folder, env: { ...process.env, ...environment } };
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...args], options, (error, out, err) => {
      resolve({ status: error === null ? 0 : Number(error.code), out, err });
    });
  });
}

/** Keeps what a stream is given from now on; `end` gives it back and lets the stream write again. */
function kept(stream: NodeJS.WriteStream): { end(): string } {
  const { write } = stream;
  let text = '';
  stream.write = (chunk: string | Uint8Array) => {
    text += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
    return true;
  };
  return {
    end: () => {
      stream.write = write;
      return text;
    },
  };
}

/**
 * As `runCredence`, in the test's own process, which costs a tenth: for commands that neither train
 * nor load a file of TypeScript.
 */
export async function credenceHere(folder: string, args: readonly string[]): Promise<Ended> {
  const path = join(project, 'dist', 'src', 'cli', 'run-command-line.js');
  const { runCommandLine } = await import(pathToFileURL(path).href);
  const home = process.cwd();
  const [out, err] = [kept(process.stdout), kept(process.stderr)];
  process.chdir(folder);
  try {
    await runCommandLine(args);
    return { status: Number(process.exitCode ?? 0), out: out.end(), err: err.end() };
  } finally {
    out.end();
    err.end();
    process.chdir(home);
    process.exitCode = undefined;
  }
}
