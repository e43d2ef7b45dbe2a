import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { built, why } from './run-credence.js';
import { projectFolder } from './source-files.js';

const read = (file: string): string => readFileSync(join(projectFolder, file), 'utf8');
const { version } = JSON.parse(read('package.json')) as { version: string };

describe('version', () => {
  it('is the same in package.json, package-lock.json, CHANGELOG.md and CITATION.cff', () => {
    const lock = JSON.parse(read('package-lock.json')) as { version: string };
    const [, newest] = /^## \[([^\]]+)\] - \d{4}-\d\d-\d\d$/m.exec(read('CHANGELOG.md')) ?? [];
    const [, cited] = /^version: (.*)$/m.exec(read('CITATION.cff')) ?? [];
    expect([lock.version, newest, cited]).toEqual([version, version, version]);
  });
});

describe.skipIf(!built)(`the package${built ? '' : why}`, () => {
  const listed = z.tuple([
    z.object({
      size: z.number(),
      files: z.array(z.object({ path: z.string() })),
    }),
  ]);

  it('has what a user outside a checkout needs, and nothing else', () => {
    // tools/check-package.mjs installs it and takes a new user's way.
    const args = ['pack', '--dry-run', '--json', '--ignore-scripts'];
    const answer = execFileSync('npm', args, { cwd: projectFolder, encoding: 'utf8' });
    const [{ files, size }] = listed.parse(JSON.parse(answer));
    const paths = files.map(({ path }) => path);
    expect(paths).toEqual(
      expect.arrayContaining([
        'bin/credence.js',
        'dist/src/cli/main.js',
        'dist/src/index.d.ts',
        'dist/src/runs/worker.js',
        'dist/experiments/world.js',
        'experiments/world.ts',
        'experiments/samples/people.csv',
        'experiments/samples/tokenizer.json',
        'native/addon.cc',
        'native/tensors.h',
        'templates/own-facts.ts',
        'templates/checkpoint.ts',
        'tools/bootstrap.mjs',
        'tools/bootstrap/addon.mjs',
        'LICENSE',
        'CHANGELOG.md',
        'CITATION.cff',
      ]),
    );
    const unwanted = /\.test\.|\.map$|^(dist\/)?(test|bench|tools\/(?!bootstrap))|native\/build/;
    expect(paths.filter((path) => unwanted.test(path))).toEqual([]);
    expect(size).toBeLessThan(1_500_000);
  });
});
