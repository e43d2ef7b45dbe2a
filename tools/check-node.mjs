// Runs the quick tests on other versions of Node, whose binaries npm's package `node` has: the
// engine, files in TypeScript, requests, the command line and a small training. The addon is the
// one that is built; Node-API is the same in all.
//
//   node tools/check-node.mjs              Node 20, 22 and 24
//   node tools/check-node.mjs 22 23.4.0    these
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { root } from './bootstrap/paths.mjs';

const wanted = process.argv.slice(2);
const versions = wanted.length > 0 ? wanted : ['20', '22', '24'];

const tests = [
  'src/tensor/tensor.test.ts',
  'src/plan/load-module.test.ts',
  'src/files/file-errors.test.ts',
  'src/files/refused-calls.test.ts',
  'src/network/request.test.ts',
];

/** Runs one step by a Node of its own; whether it ended with status 0. */
function passes(node, what, args, cwd) {
  // First on PATH too, for what starts `node` by name.
  const PATH = [join(node, '..'), process.env.PATH].join(delimiter);
  const began = performance.now();
  const result = spawnSync(node, args, { cwd, encoding: 'utf8', env: { ...process.env, PATH } });
  const isFine = result.status === 0;
  const time = `${((performance.now() - began) / 1000).toFixed(0)} s`;
  console.log(`  ${isFine ? 'passed' : 'FAILED'}  ${what}, ${time}`);
  if (!isFine) console.log(`${result.stdout}${result.stderr}`.split('\n').slice(-60).join('\n'));
  return isFine;
}

function checked(version) {
  const folder = mkdtempSync(join(tmpdir(), 'node-'));
  try {
    writeFileSync(join(folder, 'package.json'), '{}');
    const install = ['install', '--no-audit', '--no-fund', `node@${version}`];
    const installed = spawnSync('npm', install, { cwd: folder, encoding: 'utf8' });
    const node = join(folder, 'node_modules', 'node', 'bin', 'node');
    const name = spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout?.trim();
    if (!name) {
      console.log(`Node ${version}: npm cannot install it\n${installed.stderr}`);
      return false;
    }
    console.log(`Node ${name}`);
    const credence = join(root, 'bin', 'credence.js');
    const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
    return [
      passes(node, 'doctor', [credence, 'doctor'], folder),
      passes(node, 'init', [credence, 'init'], folder),
      passes(node, 'a training', [credence, 'run', 'my-experiment.ts', '--quick'], folder),
      passes(node, 'tests', [vitest, 'run', ...tests], root),
    ].every(Boolean);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const results = versions.map(checked);
process.exitCode = results.every(Boolean) ? 0 : 1;
