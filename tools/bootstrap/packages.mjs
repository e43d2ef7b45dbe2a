import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { downloadFailure, requireDiskSpace, SetupFailure } from './failure.mjs';
import { isClone, root } from './paths.mjs';
import { runTool } from './tool.mjs';

const bytesOfPackages = 0.6e9;

/**
 * What node_modules lacks, or null: npm keeps in node_modules/.package-lock.json what it installed,
 * written last, which is compared with package-lock.json entry by entry. So an install by hand
 * counts and an interrupted one does not. Of an installed package npm has seen to it.
 */
export function missingPackages() {
  if (!isClone) return null;
  const installed = readJson(join(root, 'node_modules', '.package-lock.json'));
  if (installed === null) return 'node_modules is missing or unfinished';
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const own = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  for (const kind of ['dependencies', 'devDependencies']) {
    if (!isDeepStrictEqual(own[kind] ?? {}, wanted[''][kind] ?? {})) {
      return `package.json and package-lock.json differ in ${kind}`;
    }
  }
  for (const [path, { version, optional }] of Object.entries(wanted)) {
    if (path === '' || optional) continue;
    if (installed.packages[path]?.version !== version) return `${path} ${version} is not installed`;
  }
  return null;
}

/** Installs exactly what package-lock.json names; TypeScript is among the development tools. */
export async function installPackages() {
  requireDiskSpace(root, bytesOfPackages, 'npm ci');
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--fetch-retries=1'];
  const result = await runTool('npm', args, { logName: 'npm' });
  if (result.code === 0) return;
  if (result.code === 127) {
    throw new SetupFailure('There is no npm on PATH.', { remedy: 'sudo apt install npm' });
  }
  const disagree = result.output.includes('EUSAGE');
  throw downloadFailure(
    'npm',
    result,
    new SetupFailure(disagree ? 'package.json and package-lock.json disagree.' : 'npm ci failed.', {
      remedy: disagree ? 'npm install' : 'npm ci (its last lines say why)',
      log: result.log,
    }),
  );
}

const link = join(root, 'node_modules', '.bin', 'credence');
const target = '../../bin/credence.js';

/** Whether `npx credence` finds this clone's executable. */
export function isCommandLinked() {
  if (!isClone) return true;
  try {
    return lstatSync(link).isSymbolicLink() && readlinkSync(link) === target;
  } catch {
    return false;
  }
}

/** Links node_modules/.bin/credence, which npm does for dependencies only. */
export function linkCommand() {
  mkdirSync(join(root, 'node_modules', '.bin'), { recursive: true });
  rmSync(link, { force: true });
  symlinkSync(target, link);
}

/** The folder of an installed package: npm may put one that a package needs beside that package. */
export function packageFolder(name) {
  for (let folder = root; ; folder = dirname(folder)) {
    const found = join(folder, 'node_modules', name);
    if (existsSync(found) || folder === dirname(folder)) return found;
  }
}

function readJson(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null;
}
