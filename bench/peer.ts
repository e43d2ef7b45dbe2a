import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../src/errors/user-error.js';
import { projectFolder } from '../src/files/project-folder.js';

/** The folder of the Python programs that ours is compared with. */
export const peersFolder = join(projectFolder(), 'bench', 'peers');

const environment = join(projectFolder(), '.bench-venv');
const requirements = join(peersFolder, 'requirements.txt');
const stamp = join(environment, 'installed-requirements.txt');

const noNetwork =
  /NewConnectionError|NameResolutionError|ConnectTimeout|ReadTimeout|ProxyError|Connection refused|Network is unreachable|from versions: none/;

/**
 * The Python that the environment variable CREDENCE_PEER_PYTHON names, which has PyTorch and
 * transformers; else that of `.bench-venv`, which is made on the first call and again when the pinned versions
 * change; it shares nothing with the engine's libtorch. Throws a UserError where there is no Python
 * or no package index.
 */
export async function peerPython(): Promise<string> {
  const given = process.env.CREDENCE_PEER_PYTHON;
  if (given) return given;
  const python = join(environment, 'bin', 'python');
  const wanted = readFileSync(requirements, 'utf8');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return python;
  const pins = wanted.match(/^\w+==\S+/gm)?.join(', ') ?? 'nothing';
  process.stderr.write(`installing ${pins} into .bench-venv (minutes, once)\n`);
  const temporary = join(environment, 'tmp');
  try {
    await runTool('python3', ['-m', 'venv', environment], process.env);
    mkdirSync(temporary, { recursive: true });
    const pip = ['-m', 'pip', 'install', '--quiet', '--no-input', '--retries', '2'];
    await runTool(python, [...pip, '-r', requirements], {
      ...process.env,
      TMPDIR: temporary,
    });
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
  writeFileSync(stamp, wanted);
  return python;
}

/** Runs an installer; its failure is one sentence for the person at the terminal. */
async function runTool(command: string, args: string[], env: NodeJS.ProcessEnv): Promise<void> {
  const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  const code = await new Promise<number | null>((done) => {
    child.on('error', (error) => {
      output += error.message;
      done(null);
    });
    child.on('close', done);
  });
  if (code === 0) return;
  const reason = noNetwork.test(output)
    ? 'pip could not reach a package index (no network, or a proxy is not set)'
    : (output.trim().split('\n').at(-1) ?? `${command} failed`);
  throw new UserError(`the peers cannot be installed: ${reason}; --no-peers measures without them`);
}
