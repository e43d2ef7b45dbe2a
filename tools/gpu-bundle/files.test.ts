import { existsSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const project = process.cwd();
const why = existsSync(join(project, 'dist')) ? '' : ' (skipped: dist/ is not compiled)';

describe.skipIf(why !== '')(`the bundle for a machine with a GPU${why}`, async () => {
  const { bundledFiles } = await import(join(project, 'tools', 'gpu-bundle', 'files.mjs'));
  const files: readonly string[] = why === '' ? bundledFiles() : [];
  const bundled = new Set(files);

  it('holds what is started, built and read there', () => {
    for (const path of [
      'bin/credence.js',
      'dist/bench/main.js',
      'dist/tools/gpu-check/main.js',
      'native/trace.cc',
      'native/trace.h',
      'test/fixtures/t5/model.safetensors',
      'tools/bootstrap.mjs',
      'bench/peers/lm_trainer.py',
      'node_modules/node-api-headers/include/node_api.h',
    ])
      expect(bundled.has(path), path).toBe(true);
    expect(files.filter((path) => !existsSync(join(project, path)))).toEqual([]);
  });

  it('holds no test, nothing built here, and no sign of a clone', () => {
    expect(files.filter((path) => /native\/build|\.test\.|^tsconfig\.json$/.test(path))).toEqual(
      [],
    );
  });

  it('holds all that its programs import, however far round', () => {
    const statement =
      /^(?:import|export)\b[^;=(]*?\bfrom '([^'\s]+)'|^import '([^'\s]+)'|\bimport\('([^'\s]+)'\)/gm;
    const reached = ['bin/credence.js', 'dist/bench/main.js', 'dist/tools/gpu-check/main.js'];
    reached.push('tools/bootstrap/main.mjs', 'test/accelerator/build.mjs');
    const missing = new Set<string>();
    for (const file of reached) {
      const text = readFileSync(join(project, file), 'utf8');
      for (const names of text.matchAll(statement)) {
        const name = names.slice(1).find((one) => one !== undefined) as string;
        if (name.startsWith('node:') || builtinModules.includes(name)) continue;
        const parts = name.split('/').slice(0, name.startsWith('@') ? 2 : 1);
        const path = name.startsWith('.')
          ? join(dirname(file), name)
          : join('node_modules', ...parts, 'package.json');
        if (!bundled.has(path)) missing.add(`${file} imports ${name}`);
        else if (name.startsWith('.') && !reached.includes(path)) reached.push(path);
      }
    }
    expect([...missing]).toEqual([]);
    expect(reached.length).toBeGreaterThan(300);
  });
});
