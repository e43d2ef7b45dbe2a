import { execFile } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { built, project, runCredence, why } from '../../test/run-credence.js';
import { smallExperiment } from '../../test/small-experiment.js';

let folder: string;

const written = JSON.stringify(smallExperiment);
const checked = (path: string, environment?: Readonly<Record<string, string>>) =>
  runCredence(folder, ['run', path, '--dry-run', '--json'], environment);

/** What a script of this project prints. */
const output = (script: string) =>
  new Promise<string>((resolve) => {
    const args = ['--input-type=module', '-e', script];
    execFile(process.execPath, args, { cwd: folder }, (_error, out) => resolve(out));
  });
const compiled = (file: string) => JSON.stringify(join(project, 'dist/src/plan', file));

/** Of each file the name of its study, or what it ends in, all read by one process. */
const readTogether = async (names: readonly string[]): Promise<string[]> => {
  const script = `import { readStudy } from ${compiled('catalogue.js')};
const ends = [];
for (const name of ${JSON.stringify(names)})
  ends.push(await readStudy('./' + name).then((study) => study.name, String));
console.log(JSON.stringify(ends));`;
  return JSON.parse(await output(script));
};

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'credence-modules-')));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.skipIf(!built)(`an experiment file of one's own${built ? '' : why}`, () => {
  it('runs no code that another user has put into the temporary folder', async () => {
    // Without the variable by which the tests keep tsx from its folder.
    const temporary = { TMPDIR: join(folder, 'temporary'), TSX_DISABLE_CACHE: '' };
    const shared = join(temporary.TMPDIR, `tsx-${process.geteuid?.()}`);
    mkdirSync(shared, { recursive: true });
    for (const one of [temporary.TMPDIR, shared]) chmodSync(one, 0o777);
    writeFileSync(join(folder, 'own.ts'), `export default ${written} as const;\n`);
    expect((await checked('own.ts', temporary)).err).toBe('');
    const foreign = 'console.error("code of another user");export default {};';
    for (const name of readdirSync(shared, { recursive: true, encoding: 'utf8' })) {
      writeFileSync(join(shared, name), JSON.stringify({ code: foreign, map: '' }));
    }
    const { status, err } = await checked('own.ts', temporary);
    expect([status, err]).toEqual([0, '']);
    expect(readdirSync(temporary.TMPDIR, { recursive: true })).toEqual([
      `tsx-${process.geteuid?.()}`,
    ]);
  });

  it('may have any name', async () => {
    writeFileSync(join(folder, 'marked.json'), `\ufeff${written}`);
    const names = [
      'a?b.ts',
      'a#b.ts',
      'a%41.ts',
      'a b.ts',
      'ä日.ts',
      'a\nb.ts',
      'c?.mts',
      'd#.mjs',
    ];
    for (const name of names) writeFileSync(join(folder, name), `export default ${written};\n`);
    const read = await readTogether([...names, 'marked.json']);
    expect(read).toEqual(read.map(() => 'small'));
    expect(read).toHaveLength(9);
  });

  it('imports TypeScript and JSON as its authors write it', async () => {
    const module = `import { name } from './part.js';
import more from './parts';
import numbers from './numbers.json';
enum Size { Small = 2 }
export default { ...${written}, name: name + more + Size.Small + numbers.first };\n`;
    writeFileSync(join(folder, 'whole.ts'), module);
    writeFileSync(join(folder, 'part.ts'), "export const name: string = 'a';\n");
    writeFileSync(join(folder, 'parts.ts'), "export default 'b' as const;\n");
    writeFileSync(join(folder, 'numbers.json'), '{"first": 1}');
    const { out } = await checked('whole.ts');
    expect(JSON.parse(out)).toMatchObject([{ experiment: 'ab21' }]);
    writeFileSync(join(folder, 'common.cts'), `module.exports = ${written} as object;\n`);
    expect((await checked('./common.cts')).err).toBe('');
  });

  it('leaves standard output to what is asked for', async () => {
    const text = `console.log('loading'); process.stdout.write('more\\n');
export default ${written};\n`;
    writeFileSync(join(folder, 'prints.ts'), text);
    const { out, err } = await checked('prints.ts');
    expect(err).toBe('loading\nmore\n');
    expect(JSON.parse(out)).toMatchObject([{ experiment: 'small' }]);
  });

  const odd: readonly (readonly [name: string, text: string, message: string])[] = [
    [
      'never.ts',
      'await new Promise(() => {});',
      'never.ts does not load: an await at its top level waits for something that never comes',
    ],
    ['null.ts', 'throw null;', 'null.ts threw null'],
    ['bare.ts', 'throw Object.create(null);', 'bare.ts threw [Object: null prototype] {}'],
    [
      'message.ts',
      'const e: any = new Error(); e.message = {}; throw e;',
      'message.ts, line 1: Error: [object Object]',
    ],
    ['long.ts', "throw new Error('x'.repeat(3e6));", 'long.ts, line 1: Error: xxx'],
    [
      'getter.ts',
      'export default { get name() { throw new Error("no"); } };',
      'reading it threw Error: no',
    ],
    [
      'proxy.cjs',
      'module.exports = new Proxy({}, { get() { throw 1; }, ownKeys() { throw 2; } });',
      'reading it threw 2',
    ],
    ['function.ts', 'export default () => 1;', 'expected plain data, given a function'],
    ['promise.ts', 'export default Promise.resolve({});', 'given a promise: write `await` before'],
    [
      'itself.ts',
      'const a: any = {}; a.data = { a }; export default a;',
      'data.a: it holds itself',
    ],
    ['number.ts', 'export default 7;', 'number: expected an experiment, a study or a list of'],
    [
      'twice.json',
      '{"name": "a",\n"name": "b"}',
      'twice.json, line 2: the key "name" stands twice',
    ],
    [
      'deep.json',
      '['.repeat(1e5) + ']'.repeat(1e5),
      'column 513: more than 512 lists and objects within one another',
    ],
    [
      'open.json',
      '['.repeat(1e5),
      'column 513: more than 512 lists and objects within one another',
    ],
    [
      'remark.json',
      '{ // a name\n}',
      'line 1, column 3: not JSON: expected a key in double quotes',
    ],
    ['more.json', '{}\nmore', 'line 2, column 1: not JSON: expected the end, found "more"'],
    ['proto.json', '{"__proto__": {"name": "x"}}', '__proto__: no option can have this name'],
    ['instance.ts', 'export default new (class Mine {})();', 'given an instance of Mine'],
  ];
  it('that is odd ends in one sentence', async () => {
    for (const [name, text] of odd) writeFileSync(join(folder, name), text);
    const messages = await readTogether(odd.map(([name]) => name));
    expect(messages).toEqual(odd.map(([, , message]) => expect.stringContaining(message)));
    for (const message of messages) {
      expect(message).toMatch(/^UserError: [^\n]*$/);
      expect(message.length).toBeLessThan(600);
    }
  });

  it('is named where it ends the program', async () => {
    writeFileSync(join(folder, 'exits.ts'), 'process.exit(0);');
    const { status, out, err } = await checked('exits.ts');
    expect([status, out]).toEqual([1, '']);
    expect(err).toMatch(/^error: .*exits\.ts ended the program while it was loaded\n$/);
  });

  it('is given up where it is busy without an end', async () => {
    writeFileSync(
      join(folder, 'busy.mjs'),
      'setInterval(() => {}, 100);\nawait new Promise(() => {});',
    );
    const out = await output(`import { loadModule } from ${compiled('load-module.js')};
const path = ${JSON.stringify(join(folder, 'busy.mjs'))};
await loadModule(path, { patience: 200 }).catch((error) => console.log(error.name, error.message));
process.exit();`);
    expect(out).toMatch(/^UserError .*busy\.mjs does not load: it is not finished after 0\.2 s/);
  });
});
