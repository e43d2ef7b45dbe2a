import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { built, project, runCredence, why } from '../../test/run-credence.js';
import { smallExperiment } from '../../test/small-experiment.js';

let folder: string;

const credence = (...args: string[]) => runCredence(folder, args);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'credence-own-'));
  writeFileSync(join(folder, 'small.json'), JSON.stringify(smallExperiment));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.skipIf(!built)(`files of one's own${built ? '' : why}`, () => {
  it.each([
    ['empty.json', '[]', 'empty.json exports an empty list of experiments'],
    ['broken.json', '{\n"name": ,\n}', /broken\.json, line 2, column 9: not JSON: /],
    ['syntax.ts', 'export default {\n  name: ;\n};', /syntax\.ts, line 2: Unexpected ";"/],
    [
      'throws.ts',
      'type A = number;\nconst a: A = 1;\nfunction f() {\n  throw new Error("no " + a);\n}\nf();',
      /throws\.ts, line 4: Error: no 1/,
    ],
    ['import.ts', "import 'nowhere';\n", /import\.ts: Error: Cannot find package 'nowhere'/],
    ['syntax.mjs', 'const a = 1;\nconst b;', /syntax\.mjs, line 2: SyntaxError: Missing init/],
    ['nothing.ts', 'export const a = 1;', /nothing\.ts has no default export/],
    ['folder.ts/inner.ts', '', /folder\.ts is not a file/],
  ])('says in one line what is wrong with %s', async (name, text, message) => {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    const [file = ''] = name.split('/');
    const { status, err } = await credence('run', file, '--dry-run');
    expect(status).toBe(1);
    expect(err).toMatch(message);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
  });

  it('lets own files import credence wherever they lie', async () => {
    const text = `import { defineExperiment } from 'credence';
const { name }: { name: string } = { name: 'outside' };
export default defineExperiment({ ...${JSON.stringify(smallExperiment)}, name });\n`;
    writeFileSync(join(folder, 'outside.ts'), text);
    const { out, err } = await credence('run', 'outside.ts', '--dry-run');
    expect(err).toBe('');
    expect(out).toMatch(/^outside\n/);
  });

  it("loads a user's own TypeScript, which may import credence inside the checkout", async () => {
    const inside = join(project, 'dist', 'own-experiment');
    mkdirSync(inside, { recursive: true });
    const path = join(inside, 'own.ts');
    const text = `import { defineExperiment, type ExperimentInput } from 'credence';
const written: ExperimentInput = ${JSON.stringify({ ...smallExperiment, name: 'own' })};
export default defineExperiment(written);\n`;
    writeFileSync(path, text);
    try {
      const { out, err } = await credence('run', path, '--dry-run', '--set', 'model.width=32');
      expect(err).toBe('');
      expect(out).toMatch(/^own\n/);
      writeFileSync(path, text.replace('"epochs":3', '"epochs":-3'));
      const wrong = await credence('run', path, '--dry-run');
      expect(wrong.err).toMatch(
        /^error: experiment "own": stages\.stage1\.epochs: [^\n]*given -3\n$/,
      );
    } finally {
      rmSync(inside, { recursive: true });
    }
  });
});
