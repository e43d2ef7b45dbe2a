// Packs what a machine with a GPU and no Node needs to check this project there: Node, dist/, the
// packages, the addon's sources (tools/gpu-bundle/files.mjs), and a tokenizer where there is one.
//
//   node tools/make-gpu-bundle.mjs           into gpu-bundle/, which git ignores
//   node tools/make-gpu-bundle.mjs FOLDER
//
// The folder then holds credence-gpu.tar.xz and the scripts that unpack and use it (docs/gpu.md).
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { root, writeJson } from './bootstrap/paths.mjs';
import { compileTypescript, typescriptState } from './bootstrap/typescript.mjs';
import { bundledFiles } from './gpu-bundle/files.mjs';

/** Most bytes of a bundle, so that it can be carried together with a checkout. */
const mostBytes = 60 * 2 ** 20;

const folder = resolve(process.argv[2] ?? join(root, 'gpu-bundle'));
const archive = join(folder, 'credence-gpu.tar.xz');
const tokenizer = join(root, '..', 'shared', 'tokenizers', 'gpt-neox', 'tokenizer.json');

if (process.arch !== 'x64' || process.platform !== 'linux')
  throw new Error(`the bundle holds this Node, which is for ${process.platform}, ${process.arch}`);
const typescript = typescriptState();
if (!typescript.inPlace) await compileTypescript(typescript);
const { projectCommit } = await import('../dist/src/files/project-version.js');

const staged = mkdtempSync(join(tmpdir(), 'gpu-bundle-'));
try {
  const put = (from, to) => {
    mkdirSync(dirname(join(staged, to)), { recursive: true });
    copyFileSync(from, join(staged, to));
  };
  const paths = bundledFiles();
  for (const path of paths) put(join(root, path), path);
  writeJson(join(staged, 'dist', 'commit.json'), { commit: projectCommit() });
  put(process.execPath, 'node');
  chmodSync(join(staged, 'node'), 0o755);
  if (existsSync(tokenizer)) put(tokenizer, 'gpt-neox/tokenizer.json');
  else
    console.log(
      `without a tokenizer, since there is no ${tokenizer}: language models are left out`,
    );

  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const packed = spawnSync('tar', ['-cJf', archive, '-C', staged, '.'], {
    env: { ...process.env, XZ_OPT: '-6 -T0' },
    stdio: 'inherit',
  });
  if (packed.status !== 0) throw new Error('tar could not pack the bundle (it needs xz)');
  for (const script of ['gpu-check.sh', 'gpu-peers.sh', 'gpu-stages.sh'])
    copyFileSync(join(root, 'tools', script), join(folder, script));
  const { size } = statSync(archive);
  console.log(`${archive}: ${(size / 2 ** 20).toFixed(1)} MiB, ${paths.length + 2} files`);
  if (size > mostBytes) throw new Error(`that is more than ${mostBytes / 2 ** 20} MiB`);
} finally {
  rmSync(staged, { recursive: true });
}
