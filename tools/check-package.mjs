// Packs the project, installs the package into an empty folder outside the checkout and takes the
// way of a new user there: init, a dry run, set-up, a small training. Takes minutes.
//
//   node tools/check-package.mjs           with the libtorch of this checkout, or of LIBTORCH
//   node tools/check-package.mjs FOLDER    in this new folder, which is kept
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { root } from './bootstrap/paths.mjs';

const given = process.argv[2];
const folder = given === undefined ? mkdtempSync(join(tmpdir(), 'package-')) : resolve(given);
const home = join(folder, 'study');
mkdirSync(home, { recursive: true });
const stamp = JSON.parse(readFileSync(join(root, 'native', 'build', 'stamp.json'), 'utf8'));
const env = { ...process.env, LIBTORCH: process.env.LIBTORCH ?? stamp.torch.path };

/** Runs a command; ends the check where its status or its output is not the one expected. */
function step(command, args, { cwd = home, status = 0, says = '' } = {}) {
  console.log(`$ ${[command, ...args].join(' ')}`);
  const began = performance.now();
  const result = spawnSync(command, args, { cwd, env, encoding: 'utf8' });
  const output = result.stdout + result.stderr;
  if (result.status !== status || !output.includes(says)) {
    console.error(`${output}\nexit status ${result.status}, expected ${status} and "${says}"`);
    console.error(`kept: ${folder}`);
    process.exit(1);
  }
  console.log(`  as expected, ${((performance.now() - began) / 1000).toFixed(1)} s`);
  return output;
}

const credence = (args, expected) => step('npx', ['--no-install', 'credence', ...args], expected);

step('npm', ['pack', '--pack-destination', folder], { cwd: root });
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const tarball = `credence-${version}.tgz`;
copyFileSync(join(folder, tarball), join(home, tarball));
step('npx', ['--yes', `./${tarball}`, 'init', 'first'], { says: `npx ./${tarball} run first.ts` });
step('npm', ['init', '-y']);
step('npm', ['install', '--no-audit', '--no-fund', `./${tarball}`]);
credence(['--version'], { says: version });
credence(['init']);
credence(['run', 'my-experiment.ts', '--dry-run'], { says: 'to train: 8 of 8 seeds' });
credence(['run', 'my-experiment.ts', '--quick'], { status: 1, says: 'npx credence setup' });
credence(['doctor'], { status: 1, says: 'npx credence setup' });
credence(['setup'], { says: 'ready in' });
credence(['setup'], { says: 'credence is set up' });
credence(['doctor'], { says: 'Everything required is installed.' });
credence(['run', 'my-experiment.ts', '--quick'], { says: 'my-experiment' });
credence(['run', 'fig3-main', '--quick'], { says: 'fig3-main' });
const compile = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2023'];
step(join(root, 'node_modules', '.bin', 'tsc'), [...compile, '--types', '', 'my-experiment.ts']);
if (!existsSync(join(home, 'runs'))) throw new Error('the training left no runs');
if (given === undefined) rmSync(folder, { recursive: true });
console.log('The package works.');
