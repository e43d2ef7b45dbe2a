import { spawn } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const project = process.cwd();
const built = JSON.parse(readFileSync(join(project, 'native/build/stamp.json'), 'utf8'));
const libtorch: string = built.torch.path;

const source = (answer: number) => `#include <napi.h>
Napi::Object init(Napi::Env env, Napi::Object exports) {
  exports.Set("answer", Napi::Number::New(env, ${answer}));
  return exports;
}
NODE_API_MODULE(credence, init)
`;

/** A clone in little: the real bootstrap, packages and libtorch, one file of each language. */
let clone: string;

beforeEach(() => {
  clone = mkdtempSync(join(tmpdir(), 'bootstrap-'));
  for (const path of [
    'tools/bootstrap',
    'tools/bootstrap.mjs',
    'package.json',
    'package-lock.json',
    'tsconfig.json',
  ]) {
    cpSync(join(project, path), join(clone, path), { recursive: true });
  }
  symlinkSync(join(project, 'node_modules'), join(clone, 'node_modules'));
  write('native/addon.cc', source(42));
  write('src/one.ts', 'export const one = 1;\n');
});

afterEach(() => rmSync(clone, { recursive: true, force: true }));

function write(path: string, text: string) {
  mkdirSync(dirname(join(clone, path)), { recursive: true });
  writeFileSync(join(clone, path), text);
}

/** Runs the bootstrap in the clone and returns its exit code and what it said. */
function bootstrap(env: NodeJS.ProcessEnv = {}): Promise<{ code: number | null; said: string }> {
  return new Promise((done) => {
    const child = spawn(process.execPath, [join(clone, 'tools/bootstrap.mjs')], {
      env: { ...process.env, LIBTORCH: libtorch, ...env },
    });
    let said = '';
    child.stderr.on('data', (chunk) => {
      said += chunk;
    });
    child.on('close', (code) => done({ code, said }));
  });
}

/** A PATH with just these tools of our own making. */
function pathOf(scripts: Record<string, string>): string {
  const folder = join(clone, 'path');
  mkdirSync(folder);
  for (const [name, script] of Object.entries(scripts)) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, name), 0o755);
  }
  return folder;
}

const answerOf = (path: string) => createRequire(import.meta.url)(join(clone, path)).answer;

describe('bootstrap', () => {
  it('sets up once, then finds everything in place until a source changes', async () => {
    const first = await bootstrap();
    expect(first.said).toContain('ready in');
    expect(answerOf('native/build/credence.node')).toBe(42);
    expect(existsSync(join(clone, 'dist/src/one.js'))).toBe(true);

    const second = await bootstrap();
    expect(second.code).toBe(0);
    expect(second.said).toMatch(/^credence is set up: .*\n$/);
    const withoutCompiler = await bootstrap({ PATH: pathOf({}), CXX: '' });
    expect(withoutCompiler.said).toMatch(/^credence is set up: .*\n$/);

    rmSync(join(clone, 'src/one.ts'));
    write('src/two.ts', 'export const two = 2;\n');
    write('native/more.cc', 'int more() { return 1; }\n');
    const third = await bootstrap();
    expect(third.said).toContain('1 of 2 files');
    expect(existsSync(join(clone, 'dist/src/one.js'))).toBe(false);
    expect(existsSync(join(clone, 'dist/src/two.js'))).toBe(true);
  });

  it('has the addon find a libtorch inside the clone from any folder', async () => {
    symlinkSync(libtorch, join(clone, 'torch'));
    const { code } = await bootstrap({ LIBTORCH: join(clone, 'torch') });
    expect(code).toBe(0);
    // The test's own folder is not the clone's.
    expect(answerOf('native/build/credence.node')).toBe(42);
    const addon = readFileSync(join(clone, 'native/build/credence.node'), 'latin1');
    expect(addon).toContain('$ORIGIN/../../torch/lib');
  });

  it('builds once when started twice at the same time, and takes over a dead lock', async () => {
    // No process has this number: the kernel's largest is 4,194,304.
    write('native/build/lock/4194305-1', '');
    const both = await Promise.all([bootstrap(), bootstrap()]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    expect(both.filter(({ said }) => said.includes('1 of 1 files'))).toHaveLength(1);
    expect(existsSync(join(clone, 'native/build/lock'))).toBe(false);
  });

  it.each([
    {
      what: 'no compiler',
      env: () => ({ PATH: pathOf({}), CXX: '' }),
      sentence: 'There is no C++ compiler on PATH',
      remedy: 'sudo apt install g++',
    },
    {
      what: 'a LIBTORCH without libtorch',
      env: () => ({ LIBTORCH: '/nowhere' }),
      sentence: 'LIBTORCH=/nowhere is of no use: /nowhere/include/ATen/ATen.h does not exist.',
      remedy: 'unset LIBTORCH',
    },
    {
      what: 'no Python',
      env: () => ({ LIBTORCH: '', PATH: pathOf({}) }),
      sentence: 'There is no libtorch, and no working python3 on PATH',
      remedy: 'sudo apt install python3 python3-venv',
    },
    {
      what: 'a Python without venv, as on Debian',
      env: () => ({
        LIBTORCH: '',
        PATH: pathOf({
          python3: `case $1 in
            -c) echo '{"version": "3.11.2", "torch": null, "searched": []}' ;;
            *) echo 'because ensurepip is not'; echo 'available.'; exit 1 ;;
          esac`,
        }),
      }),
      sentence: 'has no working venv module',
      remedy: 'sudo apt install python3-venv',
    },
    {
      what: 'an old Python',
      env: () => ({
        LIBTORCH: '',
        PATH: pathOf({ python3: `echo '{"version": "3.8.10", "torch": null, "searched": []}'` }),
      }),
      sentence: 'needs Python 3.10 or newer',
      remedy: 'sudo apt install python3',
    },
  ])('with $what says what mends it, without a stack', async ({ env, sentence, remedy }) => {
    const { code, said } = await bootstrap(env());
    expect(code).toBe(1);
    expect(said).toContain(sentence);
    expect(said).toContain(remedy);
    expect(said).not.toMatch(/^\s+at /m);
  });

  it('passes over a torch of a version it does not know, with a sentence', async () => {
    const torch = join(clone, 'packages/torch');
    for (const path of ['include/ATen/ATen.h', 'lib/libtorch_cpu.so', 'lib/libc10.so']) {
      write(join('packages/torch', path), '');
    }
    write('packages/torch/version.py', "__version__ = '2.10.1'\n");
    const answer = `{"version": "3.8.10", "torch": "${torch}/__init__.py", "searched": []}`;
    const { said } = await bootstrap({
      LIBTORCH: '',
      PATH: pathOf({ python3: `echo '${answer}'` }),
    });
    expect(said).toContain('its version is 2.10.1, and 2.11 to 2.15 are supported');
  });

  it('names the error and the log where C++ or TypeScript does not compile', async () => {
    write('native/addon.cc', 'int broken = ;\n');
    const native = await bootstrap();
    expect(native.code).toBe(1);
    expect(native.said).toMatch(/native\/addon\.cc does not compile: .*addon\.cc:1:/);
    expect(native.said).toContain('native/build/compile-addon.log');

    write('src/one.ts', "export const one: number = 'one';\n");
    const typescript = await bootstrap();
    expect(typescript.code).toBe(1);
    expect(typescript.said).toContain('TypeScript does not compile, 1 error: src/one.ts(1,14)');
  });
});
