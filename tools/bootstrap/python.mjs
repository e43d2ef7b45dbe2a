import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { buildFolder, writeJson } from './paths.mjs';
import { findOnPath, runTool } from './tool.mjs';

const cache = join(buildFolder, 'python.json');

/** Says where torch would be imported from, without importing it. */
const question = `
import importlib.util, json, sys
spec = importlib.util.find_spec('torch')
print(json.dumps({
    'version': '.'.join(map(str, sys.version_info[:3])),
    'torch': spec.origin if spec else None,
    'searched': [folder for folder in sys.path if folder],
}))
`;

/**
 * What the python3 on PATH answers: its path, version and torch (the path of torch/__init__.py, or
 * null); null where there is no working python3. The answer is kept until that file, the
 * environment or a folder it searched changes.
 */
export async function askPython() {
  const path = findOnPath('python3');
  if (path === null) return null;
  const known = existsSync(cache) ? JSON.parse(readFileSync(cache, 'utf8')) : null;
  if (known !== null && known.path === path && known.key === keyOf(path, known.searched))
    return known;

  const { code, output } = await runTool(path, ['-c', question]);
  if (code !== 0) return null;
  // A start-up file of one's own may print too, before or after.
  const line = output.split('\n').find((line) => line.startsWith('{"version"'));
  if (line === undefined) return null;
  const answer = { path, ...JSON.parse(line) };
  try {
    writeJson(cache, { ...answer, key: keyOf(path, answer.searched) });
  } catch {
    // In a package that somebody else installed nothing can be kept: it is asked again next time.
  }
  return answer;
}

function keyOf(path, searched) {
  const environment = ['PYTHONPATH', 'PYTHONHOME', 'PYENV_VERSION', 'CONDA_PREFIX'].map(
    (name) => process.env[name] ?? null,
  );
  return JSON.stringify([environment, ...[path, ...searched].map(modified)]);
}

function modified(path) {
  return existsSync(path) ? statSync(path).mtimeMs : null;
}
