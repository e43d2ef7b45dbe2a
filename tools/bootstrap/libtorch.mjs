import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { SetupFailure } from './failure.mjs';
import { root, setupCommand, shown, workingFolder } from './paths.mjs';
import { askPython } from './python.mjs';

/** The version the bootstrap installs, and the minor versions that the addon may be built with. */
export const pinnedVersion = '2.13.0';
const oldestMinor = 11;
const newestMinor = 15;

/** The folder that holds the pinned wheel when no other libtorch is found. */
export const venv = join(root, '.venv');

/**
 * The libtorch to build against, in this order: LIBTORCH, the torch of the python3 on PATH, the one
 * in .venv. `torch` is null where there is none yet; `notes` says what was passed over.
 * @throws SetupFailure when LIBTORCH is set and does not hold a libtorch that is supported
 */
export async function findLibtorch() {
  if (process.env.LIBTORCH) {
    return { torch: readGiven(process.env.LIBTORCH), notes: [], python: null };
  }
  const notes = [];
  const python = await askPython();
  if (python?.torch) {
    const folder = dirname(python.torch);
    const source = `the torch of ${python.path}`;
    const lack = whatLacks(folder);
    if (lack === null) return { torch: readLibtorch(folder, source), notes, python };
    notes.push(`passed over ${folder} (${source}): ${lack}`);
  }
  const folder = torchInVenv();
  const usable = folder !== null && whatLacks(folder) === null;
  return { torch: usable ? readLibtorch(folder, '.venv') : null, notes, python };
}

function readGiven(given) {
  const folder = resolve(workingFolder, given);
  const lack = whatLacks(folder);
  if (lack === null) return readLibtorch(folder, 'LIBTORCH');
  throw new SetupFailure(`LIBTORCH=${given} is of no use: ${lack}.`, {
    remedy:
      'export LIBTORCH=<an unpacked libtorch, or site-packages/torch>, or unset LIBTORCH; ' +
      `then: ${setupCommand}`,
  });
}

/** Why a folder cannot serve as libtorch, or null. */
function whatLacks(folder) {
  for (const needed of ['include/ATen/ATen.h', 'lib/libtorch_cpu.so', 'lib/libc10.so']) {
    if (!existsSync(join(folder, needed))) return `${join(folder, needed)} does not exist`;
  }
  const version = readVersion(folder);
  const [major, minor] = version.split('.').map(Number);
  if (major === 2 && minor >= oldestMinor && minor <= newestMinor) return null;
  return `its version is ${version}, and 2.${oldestMinor} to 2.${newestMinor} are supported`;
}

/** What the build and `credence doctor` need to know of a libtorch folder. */
function readLibtorch(path, source) {
  const cuda = existsSync(join(path, 'lib', 'libtorch_cuda.so'));
  return { version: readVersion(path), path, source, cuda };
}

/**
 * The version: of a wheel from version.py, of a libtorch archive from build-version, else from the
 * header.
 */
function readVersion(folder) {
  const wheel = readText(join(folder, 'version.py'))?.match(/^__version__ = '(.+)'/m)?.[1];
  if (wheel) return wheel;
  const archive = readText(join(folder, 'build-version'))?.trim();
  if (archive) return archive;
  const headers = ['torch/headeronly/version.h', 'torch/csrc/api/include/torch/version.h'];
  for (const header of headers) {
    const text = readText(join(folder, 'include', header)) ?? '';
    const parts = ['MAJOR', 'MINOR', 'PATCH'].map(
      (part) => text.match(new RegExp(`#define TORCH_VERSION_${part} (\\d+)`))?.[1],
    );
    if (parts.every(Boolean)) return parts.join('.');
  }
  return 'unknown';
}

/**
 * Whether the libraries were built with the new C++ strings: by the name of the constructor of
 * c10::Error, which ends in the old strings' `Ss` otherwise. Every official wheel since 2.7 has the
 * new ones; one's own build may not.
 */
export function hasNewStrings(path) {
  const library = readFileSync(join(path, 'lib', 'libc10.so'));
  return !library.includes('_ZN3c105ErrorC2ENS_14SourceLocationESs');
}

/**
 * site-packages/torch in .venv, or null; a wheel whose unpacking was cut off lacks pip's closing
 * INSTALLER.
 */
function torchInVenv() {
  const libraries = join(venv, 'lib');
  if (!existsSync(libraries)) return null;
  for (const python of readdirSync(libraries)) {
    const packages = join(libraries, python, 'site-packages');
    if (!existsSync(join(packages, 'torch'))) continue;
    const whole = readdirSync(packages).some(
      (name) => /^torch-.*\.dist-info$/.test(name) && existsSync(join(packages, name, 'INSTALLER')),
    );
    if (whole) return join(packages, 'torch');
  }
  return null;
}

function readText(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

/** One line about a libtorch. */
export function describeLibtorch({ version, path, source, cuda }) {
  const kind = version.includes('+') ? '' : cuda ? ', CUDA' : ', CPU';
  return `${version}${kind} from ${source}${source === '.venv' ? '' : ` (${shown(path)})`}`;
}
