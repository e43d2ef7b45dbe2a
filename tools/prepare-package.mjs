// Before `npm pack`: compiles dist/ where it is stale, and notes the commit that a package, which
// has no git, is made of.
import { SetupFailure } from './bootstrap/failure.mjs';
import { root, writeJson } from './bootstrap/paths.mjs';
import { compileTypescript, typescriptState } from './bootstrap/typescript.mjs';

try {
  const typescript = typescriptState();
  if (!typescript.inPlace) await compileTypescript(typescript);
  const { projectCommit } = await import('../dist/src/files/project-version.js');
  writeJson(`${root}/dist/commit.json`, { commit: projectCommit() });
} catch (error) {
  console.error(error instanceof SetupFailure ? String(error) : error);
  process.exitCode = 1;
}
