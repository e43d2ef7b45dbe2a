import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const source = fileURLToPath(new URL('fixtures/refused-calls/refused-calls.c', import.meta.url));

/** What a child process printed and answered. */
export interface ChildEnd {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

/**
 * Compiles what makes calls to the file system fail (`refused-calls.c` says by which variables), for
 * LD_PRELOAD; null where there is no C compiler or no such loading.
 */
export function refusedCalls(): string | null {
  if (process.platform !== 'linux') return null;
  const library = join(mkdtempSync(join(tmpdir(), 'credence-refused-')), 'refused-calls.so');
  const made = spawnSync('cc', ['-shared', '-fPIC', '-o', library, source, '-ldl']);
  return made.status === 0 ? library : null;
}

/** Runs a TypeScript module, given as text, in a process of its own. */
export function runModule(text: string, variables: NodeJS.ProcessEnv = {}): ChildEnd {
  const args = ['--import', 'tsx', '--input-type=module', '-e', text];
  const env = { ...process.env, ...variables };
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { env, encoding: 'utf8' });
  return { status, out: stdout, err: stderr };
}
