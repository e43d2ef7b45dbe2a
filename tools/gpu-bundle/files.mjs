import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from '../bootstrap/paths.mjs';

/** What of the project is compiled, run, read or built on the other machine. */
const folders = [
  'bench/peers',
  'bin',
  'dist',
  'experiments',
  'native',
  'test/accelerator',
  'tools/bootstrap',
];
const files = ['package.json', 'tools/bootstrap.mjs', 'tools/gpu-check.sh'];
const scripts = ['tools/gpu-peers.sh', 'tools/gpu-stages.sh'];

/** The small models that are trained on both sides; of their folders, what is loaded. */
const models = ['gpt_neox', 'gpt2', 'gpt_neo', 'gptj', 'llama', 'qwen3', 't5'];
const modelFiles = ['config.json', 'model.safetensors'];

/** What no program reads, and what only this machine's addon is. */
const unwanted =
  /\.map$|\.d\.[cm]?ts$|\.test\.[a-z]+$|\.stamp\.json$|^native\/build\/|\.tsbuildinfo$/;
const unwantedOfPackages =
  /\.map$|\.[cm]?ts$|\.md$|\.flow$|\/(docs?|examples?|tests?|src\/.*\.test.*)\//;
/** Of the fonts' package, all but those that figures are drawn in. */
const otherFonts = /dejavu-fonts-ttf\/(?!ttf\/DejaVuSans(-Bold)?\.ttf$|package\.json$)/;

/**
 * The files of the bundle, as paths in the project that are the same in the bundle: the project's own
 * that run there, and those of the packages that it depends on. Sorted.
 */
export function bundledFiles() {
  const own = folders
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) => filesBelow(folder))
    .filter((path) => !unwanted.test(path));
  const fixtures = models.flatMap((name) =>
    modelFiles.map((file) => `test/fixtures/${name}/${file}`),
  );
  const packages = neededPackages()
    .flatMap((folder) => filesBelow(folder, 'node_modules'))
    .filter((path) => !unwantedOfPackages.test(path) && !otherFonts.test(path));
  return [...new Set([...own, ...files, ...scripts, ...fixtures, ...packages])].sort();
}

/** The folders of the packages that the project's dependencies need, by package-lock.json. */
function neededPackages() {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const found = new Set();
  const visit = (from) => {
    const { dependencies, optionalDependencies } = packages[from];
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
      const path = resolved(packages, from, name);
      // An optional one of another processor is not installed.
      if (path === null || found.has(path) || !existsSync(join(root, path))) continue;
      found.add(path);
      visit(path);
    }
  };
  visit('');
  return [...found];
}

/** Where a package that `from` imports lies: beside it or further up. */
function resolved(packages, from, name) {
  for (let folder = from; ; ) {
    const path = join(folder, 'node_modules', name);
    if (path in packages) return path;
    if (folder === '') return null;
    const above = folder.lastIndexOf('node_modules');
    folder = above <= 0 ? '' : dirname(folder.slice(0, above + 1));
    if (folder === '.') folder = '';
  }
}

/** Files below a folder of the project; not those in a folder called `without`. */
function filesBelow(folder, without) {
  return readdirSync(join(root, folder)).flatMap((name) => {
    const path = `${folder}/${name}`;
    if (!statSync(join(root, path)).isDirectory()) return [path];
    return name === without ? [] : filesBelow(path, without);
  });
}
