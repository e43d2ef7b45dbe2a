import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  importsOf,
  projectFolder,
  read,
  trackedFiles,
  typescriptFiles,
  wayTo,
} from './source-files.js';

/** The folders of src/: imports point to an earlier row or stay in the folder. */
const layers: readonly (readonly string[])[] = [
  ['errors', 'text'],
  ['files', 'terminal', 'random'],
  ['data'],
  ['experiment'],
  ['study'],
  ['tensor'],
  ['nn'],
  ['hub', 'models', 'tokenizers'],
  ['checkpoints'],
  ['training'],
  ['evaluation'],
  ['statistics'],
  ['analyses'],
  ['runs'],
  ['figures'],
  ['report'],
  ['doctor'],
  ['plan'],
  ['cli'],
];

/** What works where there is no libtorch: nothing here may reach src/tensor, however far round. */
const engineFree = [
  'src/errors/',
  'src/text/',
  'src/files/',
  'src/terminal/',
  'src/random/',
  'src/data/',
  'src/experiment/',
  'src/study/',
  'src/figures/',
  'src/tokenizers/word-level.ts',
  'src/evaluation/exact-match.ts',
  'src/evaluation/token-f1.ts',
  'src/statistics/',
];

const sources = typescriptFiles('src');
const experiments = typescriptFiles('experiments');
const imports = new Map(
  [...sources, ...experiments].map((file) => [file, importsOf(file, read(file))]),
);

/** The row of a file of src/; files directly in src/ see everything. */
function rowOf(file: string): number {
  const [, folder, ...rest] = file.split('/');
  return rest.length === 0 ? layers.length : layers.findIndex((row) => row.includes(folder ?? ''));
}

function mayImport(from: string, to: string): boolean {
  if (from.startsWith('experiments/'))
    return /^(experiments|src\/(data|experiment|study))\//.test(to);
  if (!to.startsWith('src/')) return from.endsWith('.test.ts');
  if (from.split('/')[1] === to.split('/')[1]) return true;
  return rowOf(to) < rowOf(from);
}

describe('layers', () => {
  it('knows every folder of src/', () => {
    expect(sources.filter((file) => rowOf(file) === -1)).toEqual([]);
  });

  it('imports point one way', () => {
    const upward = [...imports.values()].flat().filter(({ from, to }) => !mayImport(from, to));
    expect(upward.map(({ from, to }) => `${from} imports ${to}`)).toEqual([]);
  });

  it.each(engineFree)('%s reaches no engine', (entry) => {
    const entries = sources.filter((file) => file.startsWith(entry) && !file.endsWith('.test.ts'));
    expect(entries, 'the table names what does not exist').not.toEqual([]);
    const ways = entries.map((file) => wayTo('src/tensor', file, imports, ['static', 'dynamic']));
    expect(ways.filter((way) => way !== null).map((way) => way.join(' -> '))).toEqual([]);
  });

  it('the command line starts without the engine', () => {
    const way = wayTo('src/tensor', 'src/cli/main.ts', imports, ['static']);
    expect(way?.join(' -> ') ?? null).toBeNull();
  });

  it('reads every form of import', () => {
    const text = [
      "import { a } from './a.js';",
      "import type { B } from '../b.js';",
      'import {\n  c,\n  d,\n} from "not-relative";'.replaceAll('"', "'"),
      "export * from './e.js';",
      "import './f.js';",
      "const g = await import('./g.js');",
      "type H = typeof import('./h.js');",
    ].join('\n');
    expect(importsOf('src/x/y.ts', text).map(({ to, kind }) => `${kind} ${to}`)).toEqual([
      'static src/x/a.ts',
      'type src/b.ts',
      'static src/x/e.ts',
      'static src/x/f.ts',
      'dynamic src/x/g.ts',
      'type src/x/h.ts',
    ]);
  });
});

const tracked = trackedFiles();
const whyNot = tracked === null ? ' (skipped: not a git checkout)' : '';
const written = (tracked ?? []).filter(
  (file) => /\.(ts|tsx|mjs|js|cc|h|py)$/.test(file) && !/\.gen\.ts$|^test\/fixtures\//.test(file),
);

describe.skipIf(tracked === null)(`files${whyNot}`, () => {
  it('have at most 400 lines', () => {
    const lines = written.map((file) => ({ file, lines: read(file).split('\n').length - 1 }));
    expect(lines.filter(({ lines }) => lines > 400)).toEqual([]);
  });

  it('are named for what they hold', () => {
    const empty = /(^|\/|-)(utils?|helpers?|common|misc|manager)(\.|-|\/)/i;
    expect(written.filter((file) => empty.test(file))).toEqual([]);
  });

  it('hold no absolute path of one machine', () => {
    const own = /(?<![\w.:/-])\/(work|farm|home|root|Users)\/\w/;
    const texts = (tracked ?? []).filter(
      (file) =>
        /\.(\w*ts|tsx|m?js|cc|h|py|md|json|ya?ml|csv)$|\.ci\//.test(file) &&
        file !== 'package-lock.json',
    );
    const found = texts.flatMap((file) =>
      read(file)
        .split('\n')
        .flatMap((line, at) =>
          own.test(line) ? [`${file}:${at + 1}: ${line.trim().slice(0, 100)}`] : [],
        ),
    );
    expect(found).toEqual([]);
  });
});

const readme = existsSync(join(projectFolder, 'README.md'));

it.skipIf(!readme)(
  `README.md names every experiment${readme ? '' : ' (skipped: there is none)'}`,
  () => {
    const text = read('README.md');
    const named = experiments
      .filter((file) => !file.endsWith('.test.ts'))
      .map((file) => basename(file));
    expect(named.filter((name) => !text.includes(name))).toEqual([]);
  },
);
