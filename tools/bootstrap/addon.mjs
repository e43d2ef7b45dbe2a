import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import { basename, join, relative } from 'node:path';
import { SetupFailure } from './failure.mjs';
import { hasNewStrings } from './libtorch.mjs';
import { packageFolder } from './packages.mjs';
import { buildFolder, root, setupCommand, shown, withinRoot, writeJson } from './paths.mjs';
import { findOnPath, runTool } from './tool.mjs';

/** The addon that the tensors load. */
export const addon = join(buildFolder, 'credence.node');

/** What the engine's addon is compiled from, where its objects and its stamp lie, and its file. */
const engine = { sources: join(root, 'native'), build: buildFolder, file: addon };

/** Memory that compiling one file of ATen's headers takes, in bytes. */
const bytesPerCompiler = 1.5e9;

/**
 * What the build is made of and whether native/build/ holds just that. Every object has a key (its
 * source, all headers, the flags, the compiler, libtorch), and the addon one over all of them. What
 * another compiler built of the same is fine: a copy of a clone may be where there is none. Tests
 * have a `library` of their own, with another folder of sources and `headers` of elsewhere.
 */
export function addonState(torch, library = engine) {
  const compiler = findCompiler();
  const flags = compileFlags(torch);
  const stamp = readStamp(library);
  const now = keysOf(torch, library, flags, compiler && [compiler.name, compilerVersion(compiler)]);
  const then = stamp?.compiler ?? null;
  const asBuilt = then && keysOf(torch, library, flags, [then.command, then.version]);
  const isFine = stamp !== null && [now.key, asBuilt?.key].includes(stamp.key);
  const state = !existsSync(library.file) || stamp === null ? 'missing' : isFine ? 'fine' : 'stale';
  return { library, state, ...now, flags, compiler, stamp };
}

/** The addon's key and its sources with theirs, as a compiler of this name and version builds them. */
function keysOf(torch, library, flags, compiler) {
  // By content and without the clone's own path, so that a copy of a built clone is built, too.
  const identity = [
    flags.map(withoutRoot),
    compiler,
    torch === null ? null : [withoutRoot(torch.path), torch.version, torch.cuda],
    process.arch,
    versionOf('node-addon-api'),
  ];
  const read = (path) => [withoutRoot(path), readFileSync(path, 'utf8')];
  const headers = [...filesEnding(library, '.h'), ...(library.headers ?? [])].map(read);
  const sources = filesEnding(library, '.cc').map((path) => ({
    path,
    object: join(library.build, `${basename(path, '.cc')}.o`),
    key: hashOf([identity, headers, read(path)]),
  }));
  const links = torch === null ? [] : linkFlags(torch, library).map(withoutRoot);
  return { key: hashOf([links, ...sources.map((source) => source.key)]), sources };
}

/**
 * Compiles what changed, several files at once as cores and memory allow, links under a temporary
 * name and renames.
 * @returns how many files were compiled, and by which compiler
 */
export async function buildAddon({ library, key, sources, flags, compiler, stamp }, torch) {
  if (compiler === null) {
    throw new SetupFailure(
      process.env.CXX
        ? `The C++ compiler CXX=${process.env.CXX} is not on PATH.`
        : 'There is no C++ compiler on PATH (g++ or clang++), and the addon has to be compiled.',
      {
        remedy: process.env.CXX
          ? `unset CXX && ${setupCommand}`
          : `sudo apt install g++ && ${setupCommand} (or set CXX to a compiler of C++20)`,
      },
    );
  }
  if (sources.length === 0)
    throw new SetupFailure(`${shown(library.sources)} holds no C++ source.`, {
      remedy: `git checkout ${shown(library.sources)}`,
    });
  mkdirSync(library.build, { recursive: true });
  const version = compilerVersion(compiler);

  const objects = { ...stamp?.objects };
  const stale = sources.filter(
    ({ path, object, key }) => objects[withinRoot(path)] !== key || !existsSync(object),
  );
  await inParallel(stale, async ({ path, object, key }) => {
    // Under a name of our own first: a compiler whose bootstrap was killed may still be writing.
    const draft = `${object}.${process.pid}.tmp`;
    await compile(compiler, [...flags, '-c', path, '-o', draft], path);
    renameSync(draft, object);
    objects[withinRoot(path)] = key;
    // Kept at once, so that an interrupted build goes on where it was.
    writeJson(stampPath(library), { ...stamp, objects });
  });

  const draft = `${library.file}.${process.pid}.tmp`;
  await compile(
    compiler,
    [
      '-shared',
      ...sources.map((source) => source.object),
      ...linkFlags(torch, library),
      '-o',
      draft,
    ],
    'link',
  );
  renameSync(draft, library.file);
  const kept = Object.fromEntries(sources.map(({ path, key }) => [withinRoot(path), key]));
  writeJson(stampPath(library), {
    key,
    builtAt: new Date().toISOString(),
    torch,
    compiler: { command: [compiler.command, ...compiler.args].join(' '), version },
    objects: kept,
  });
  removeRemains(library, sources);
  return { compiled: stale.length, version };
}

function compileFlags(torch) {
  if (torch === null) return [];
  const system = (folder) => ['-isystem', folder];
  return [
    '-O2',
    '-std=c++20',
    '-fPIC',
    '-fopenmp-simd',
    '-DNAPI_VERSION=9',
    '-DNODE_ADDON_API_CPP_EXCEPTIONS',
    `-D_GLIBCXX_USE_CXX11_ABI=${hasNewStrings(torch.path) ? 1 : 0}`,
    // As system folders, so that warnings are about our own code only.
    ...system(join(packageFolder('node-api-headers'), 'include')),
    ...system(packageFolder('node-addon-api')),
    ...system(join(torch.path, 'include')),
    ...system(join(torch.path, 'include', 'torch', 'csrc', 'api', 'include')),
    '-Wall',
  ];
}

function linkFlags(torch, { build }) {
  const lib = join(torch.path, 'lib');
  const libraries = [
    'torch',
    'torch_cpu',
    'c10',
    ...(torch.cuda ? ['torch_cuda', 'c10_cuda'] : []),
  ];
  return [
    '-L',
    lib,
    '-Xlinker',
    '-rpath',
    '-Xlinker',
    // A libtorch inside the clone is found beside the addon, so that a copy finds its own.
    // Written as text, since join would take "$ORIGIN/.." for nothing.
    withinRoot(lib).startsWith('..') ? lib : `$ORIGIN/${relative(build, lib)}`,
    // libtorch and its CUDA part register operators when loaded; no symbol of theirs is used.
    '-Wl,--no-as-needed',
    ...libraries.map((name) => `-l${name}`),
  ];
}

async function compile(compiler, args, what) {
  const logName = `compile-${basename(what, '.cc')}`;
  const result = await runTool(compiler.command, [...compiler.args, ...args], {
    env: { ...process.env, TMPDIR: buildFolder },
    logName,
  });
  if (result.code === 0) return;
  const lines = result.output.split('\n');
  const first =
    lines.find((line) => /error[: ]|undefined reference|cannot find/.test(line)) ?? lines.at(-2);
  if (/No space left on device/.test(result.output)) {
    throw new SetupFailure('The disk filled up while the addon was compiled.', {
      remedy: `free some space; then: ${setupCommand}`,
      log: result.log,
    });
  }
  if (/Killed signal|ended by SIGKILL/.test(result.output)) {
    throw new SetupFailure('The compiler was killed, most likely for want of memory.', {
      remedy: `close other programs; then: ${setupCommand} (it goes on where it was)`,
      log: result.log,
    });
  }
  if (
    /unrecognized (command.line )?(option|argument).*std=c\+\+20|invalid value 'c\+\+20'/.test(
      result.output,
    )
  ) {
    throw new SetupFailure(`${compiler.command} is too old to know C++20.`, {
      remedy: `sudo apt install g++ (version 11 or newer), or set CXX; then: ${setupCommand}`,
      log: result.log,
    });
  }
  const task = what === 'link' ? 'The addon does not link' : `${shown(what)} does not compile`;
  throw new SetupFailure(`${task}: ${(first ?? '').trim()}`, {
    remedy: `${setupCommand} (after mending it)`,
    log: result.log,
  });
}

/**
 * The compiler: CXX (which may carry arguments, as `ccache g++`), else g++ or clang++; null where
 * there is none.
 */
function findCompiler() {
  const names = process.env.CXX ? [process.env.CXX] : ['g++', 'clang++'];
  for (const name of names) {
    const [command, ...args] = name.trim().split(/\s+/);
    const path = findOnPath(command);
    if (path === null) continue;
    return { name, command, args };
  }
  return null;
}

/** The first line of what the compiler says of its version; empty where it does not run. */
function compilerVersion({ command, args }) {
  const { stdout } = spawnSync(command, [...args, '--version'], { encoding: 'utf8' });
  return (stdout ?? '').split('\n')[0];
}

const withoutRoot = (path) => path.replaceAll(root, '.');

async function inParallel(items, work) {
  const waiting = [...items];
  const lanes = Math.min(availableParallelism(), Math.floor(totalmem() / bytesPerCompiler));
  const lane = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item);
  };
  const results = await Promise.allSettled(Array.from({ length: Math.max(1, lanes) }, lane));
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}

/** Removes objects whose source is gone, and drafts that killed builds left. */
function removeRemains({ build }, sources) {
  const made = new Set(sources.map((source) => source.object));
  for (const name of readdirSync(build)) {
    const path = join(build, name);
    if (/\.o$|\.(o|node)\.\d+\.tmp$/.test(name) && !made.has(path)) rmSync(path);
  }
}

function filesEnding({ sources }, ending) {
  if (!existsSync(sources)) return [];
  return readdirSync(sources)
    .filter((name) => name.endsWith(ending))
    .sort()
    .map((name) => join(sources, name));
}

function stampPath({ build }) {
  return join(build, 'stamp.json');
}

function readStamp(library) {
  const path = stampPath(library);
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null;
}

function versionOf(name) {
  const path = join(packageFolder(name), 'package.json');
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).version : null;
}

function hashOf(value) {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}
