import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { z } from 'zod';
import { parseJson } from '../files/json-file.js';

const libtorch = z.object({
  version: z.string(),
  path: z.string(),
  source: z.string(),
  cuda: z.boolean(),
});

const state = z.object({
  complete: z.boolean(),
  failure: z.object({ sentence: z.string(), remedy: z.string().nullable() }).nullable(),
  packages: z.string().nullable(),
  typescript: z.enum(['fine', 'stale']).nullable(),
  libtorch: libtorch.nullable(),
  notes: z.array(z.string()),
  python: z.object({ path: z.string(), version: z.string() }).nullable(),
  addon: z.object({ state: z.enum(['missing', 'stale', 'fine']), path: z.string() }).nullable(),
  compiler: z.string().nullable(),
});

/**
 * What `node tools/bootstrap.mjs --check` finds: the parts of the set-up and the state each is in.
 */
export type SetupState = z.infer<typeof state>;

const loaded = z.object({
  version: z.string(),
  cpuCapability: z.string(),
  cudaDevices: z.number(),
  cudaVersion: z.string().nullable(),
  /** Why a GPU's weights are updated by libtorch's operators and not by our own; null: by our own. */
  lackOfFusedAdafactor: z.string().nullable(),
});

/** What the addon says of itself once loaded, or why it does not load. */
export type LoadedAddon = z.infer<typeof loaded> | { readonly error: string };

/** Asks the bootstrap, which changes nothing when it is only asked. */
export function readSetupState(folder: string): SetupState {
  const script = join(folder, 'tools', 'bootstrap.mjs');
  const answer = spawnSync(process.execPath, [script, '--check'], { encoding: 'utf8' });
  if (answer.stdout === '') throw new Error(`tools/bootstrap.mjs --check failed: ${answer.stderr}`);
  return parseJson(answer.stdout, state, 'the answer of tools/bootstrap.mjs --check');
}

const question = `
const addon = require(process.argv[1]);
console.log(JSON.stringify({
  version: addon.version(), cpuCapability: addon.cpuCapability(), cudaDevices: addon.cudaDevices(),
  cudaVersion: addon.cudaVersion(), lackOfFusedAdafactor: addon.lackOfFusedAdafactor('cuda:0'),
}));
`;

/** Loads the addon in a process of its own, so that a libtorch that crashes is only a finding. */
export function tryAddon(path: string): LoadedAddon {
  const answer = spawnSync(process.execPath, ['-e', question, path], { encoding: 'utf8' });
  if (answer.status === 0) return parseJson(answer.stdout, loaded, `the answer of ${path}`);
  const error = answer.stderr.match(/^\w*Error: (.*)$/m)?.[1];
  return {
    error: error ?? `the process ended by ${answer.signal ?? `exit code ${answer.status}`}`,
  };
}

const addition = `
const { ones } = await import(process.argv[1]);
const sums = ones([3], { device: process.argv[2] }).add(1).toArray();
if (sums.join() !== '2,2,2') throw new Error('1 + 1 is ' + sums.join(' and '));
`;

/** Milliseconds that the first kernel may take, which loads all of CUDA. */
const patienceMs = 120_000;

/**
 * Has a device add numbers, in a process of its own, since the first kernel may end it. Why it fails,
 * in words; null where it does not.
 *
 * @param engine the URL of the engine; default: this installation's
 */
export function tryAddition(
  device: string,
  engine = new URL('../tensor/index.js', import.meta.url).href,
): string | null {
  const args = ['--input-type=module', '-e', addition, engine, device];
  const options = { encoding: 'utf8', timeout: patienceMs } as const;
  const { status, signal, stderr } = spawnSync(process.execPath, args, options);
  if (status === 0) return null;
  return (
    /^(?:\w*Error)(?: \[\w+\])?: (.*)$/m.exec(stderr)?.[1] ??
    `the process ended by ${signal ?? `exit code ${status}`}`
  );
}

/**
 * The first line of `<compiler> --version`; `command` may carry arguments, as CXX does. Null where
 * it does not run.
 */
export function compilerVersion(command: string): string | null {
  const [name = '', ...args] = command.split(' ');
  try {
    const output = execFileSync(name, [...args, '--version'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return output.split('\n')[0] ?? null;
  } catch {
    return null;
  }
}
