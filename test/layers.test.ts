import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { dataOptions } from '../src/data/kinds.js';
import { modelOptions } from '../src/experiment/models/kinds.js';
import {
  cycleOf,
  importsOf,
  projectFolder,
  read,
  trackedFiles,
  typescriptFiles,
  wayTo,
} from './source-files.js';
import { groupNames } from './table-one.js';

/** The folders of src/: imports point to an earlier row or stay in the folder. */
const layers: readonly (readonly string[])[] = [
  ['errors', 'text'],
  ['files', 'terminal', 'random'],
  ['network'],
  ['data'],
  ['experiment'],
  ['tensor'],
  ['nn'],
  ['hub', 'models', 'tokenizers'],
  ['checkpoints'],
  ['training'],
  ['evaluation'],
  ['statistics'],
  ['figures'],
  ['analyses'],
  ['study'],
  ['runs'],
  ['report'],
  ['export'],
  ['claims'],
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
  'src/network/',
  'src/data/',
  'src/experiment/',
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

  // Each command is loaded when it is called, and is a start, too.
  const commands = (imports.get('src/cli/command-list.ts') ?? []).map(({ to }) => to);

  it('the command line starts without the engine, and so does what commands do', () => {
    expect(commands).toContain('src/cli/run.ts');
    const actions = sources.filter((file) => file.startsWith('src/cli/actions/'));
    const loaded = ['src/cli/shown-study.ts', 'src/report/results.ts', 'src/plan/chosen-stage.ts'];
    for (const start of ['src/cli/main.ts', ...commands, ...actions, ...loaded]) {
      const way = wayTo('src/tensor', start, imports, ['static']);
      expect(way?.join(' -> ') ?? null).toBeNull();
    }
  });

  it.each(['src/cli/main.ts', ...commands])(
    'with its help %s loads no package but the one that reads command lines',
    (start) => {
      const named = /^(?:import|export) (?!type )[^;]*?from '([^.'][^']*)';/gm;
      const loaded = [start];
      const packages = new Set<string>();
      for (const file of loaded) {
        for (const [, name = ''] of read(file).matchAll(named))
          if (!name.startsWith('node:')) packages.add(name);
        for (const { to, kind } of imports.get(file) ?? [])
          if (kind === 'static' && !loaded.includes(to)) loaded.push(to);
      }
      expect([...packages]).toEqual(['@commander-js/extra-typings']);
    },
  );

  it.each(['src/tensor', 'src/nn'])('%s knows no data and no experiment', (folder) => {
    const known = [...imports.values()]
      .flat()
      .filter(
        ({ from, to }) => from.startsWith(folder) && /^src\/(data|experiment|study)\//.test(to),
      );
    expect(known.map(({ from, to }) => `${from} imports ${to}`)).toEqual([]);
  });

  it('no files import each other in a cycle', () => {
    expect(cycleOf(imports, ['static', 'dynamic'])?.join(' -> ') ?? null).toBeNull();
  });

  it('nor by types, but for a tensor and the operators that are generated for it', () => {
    const others = new Map([...imports].filter(([file]) => !file.startsWith('src/tensor/')));
    const kinds = ['static', 'dynamic', 'type'] as const;
    expect(cycleOf(others, kinds)?.join(' -> ') ?? null).toBeNull();
  });

  it('finds a cycle, and leaves types out of account', () => {
    const files = new Map(
      Object.entries({
        'a.ts': "import { b } from './b.js';",
        'b.ts': "import { c } from './c.js';\nimport { d } from './d.js';",
        'c.ts': "import type { A } from './a.js';",
        'd.ts': "const b = await import('./b.js');",
      }).map(([file, text]) => [file, importsOf(file, text)]),
    );
    expect(cycleOf(files, ['static'])).toBeNull();
    expect(cycleOf(files, ['static', 'dynamic'])).toEqual(['b.ts', 'd.ts', 'b.ts']);
    expect(cycleOf(files, ['static', 'type'])).toEqual(['a.ts', 'b.ts', 'c.ts', 'a.ts']);
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

/** Source files of src/ as people write them: no tests, nothing generated. */
const written = sources.filter((file) => !/\.(test|gen|d)\.ts$/.test(file));

/** A source text without its comments; a string that holds one may lose its end, no matter here. */
const withoutComments = (text: string): string =>
  text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/(^|\s)\/\/.*$/gm, '$1');

/** The kinds that a union of options has, as `cvdb` and `pretrained`. */
function kindNames(options: z.ZodType): string[] {
  const described = z.toJSONSchema(options, { io: 'input', unrepresentable: 'any' });
  const withKind = z.object({ properties: z.object({ kind: z.object({ const: z.string() }) }) });
  const union = z.array(withKind).parse(described.oneOf ?? described.anyOf);
  return union.map(({ properties }) => properties.kind.const);
}

const dataKinds = kindNames(dataOptions);
const modelKinds = kindNames(modelOptions.out);

/**
 * Where a text asks for the kind of data or of a model by name: `kind === 'mnist'`, also turned round,
 * `.get(data, 'kind') !== 'csv'`, `case 'cvdb'`, `['world', 'csv'].includes(kind)`. Kinds of other
 * unions (optimizers, events) have other names.
 */
function kindTests(text: string): string[] {
  const name = `'(?:${[...dataKinds, ...modelKinds].join('|')})'`;
  const kind = `(?:\\bkind\\b|Kind\\b|'kind'[)\\]])`;
  const forms = [
    `${kind}\\s*[!=]==?\\s*${name}`,
    `${name}\\s*[!=]==?\\s*[\\w.]*${kind}`,
    `\\bcase\\s+${name}`,
    `${name}[^\\n]*\\]\\.includes\\([^)]*${kind}`,
  ];
  return [...withoutComments(text).matchAll(new RegExp(forms.join('|'), 'g'))].map(([one]) => one);
}

/** The groups of Table 1 that a text names, comments aside. */
const groupsNamedIn = (text: string): string[] =>
  groupNames.filter((name) => new RegExp(`(?<![\\w])${name}(?!\\w)`).test(withoutComments(text)));

describe('the rooms of src/', () => {
  it('have at most 30 source files, src/cli fewer', () => {
    const counts = new Map<string, number>();
    for (const file of sources.filter((one) => !one.endsWith('.test.ts')))
      counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1);
    expect([...counts].filter(([, files]) => files > 30)).toEqual([]);
    expect(counts.get('src/cli')).toBeLessThan(30);
  });

  it('have files of about a page', () => {
    const lines = written.map((file) => read(file).split('\n').length - 1).sort((a, b) => a - b);
    const median = lines[Math.floor(lines.length / 2)];
    expect(median).toBeGreaterThanOrEqual(60);
    expect(median).toBeLessThanOrEqual(130);
    expect(lines.at(-1)).toBeLessThanOrEqual(400);
  });

  it('ask a kind what it does: by its name only the two that build models', () => {
    expect(dataKinds).toEqual(expect.arrayContaining(['cvdb', 'csv', 'world', 'mnist']));
    expect(modelKinds).toEqual(['convnext-v2', 'gpt-neox', 'pretrained', 'stage', 't5']);
    const testing = written.filter((file) => kindTests(read(file)).length > 0);
    expect(testing).toEqual(['src/models/build.ts', 'src/runs/learners/initial-model.ts']);
  });

  it('name the groups of Table 1 in its preset alone', () => {
    const naming = written.filter((file) => groupsNamedIn(read(file)).length > 0);
    expect(naming).toEqual(['src/data/presets/table-1.ts']);
  });
});

describe('how the rooms are searched', () => {
  it('finds tests of a kind, and leaves other unions and comments out', () => {
    const asks = [
      "if (data.kind === 'mnist') return;",
      "if ('csv' !== options.kind) return;",
      "if (Reflect.get(data, 'kind') !== 'csv') return;",
      "if (modelKind === 't5') return;",
      "case 'cvdb':",
      "if (['world', 'trex'].includes(data.kind)) return;",
    ];
    expect(asks.map((text) => kindTests(text).length)).toEqual(asks.map(() => 1));
    const others = [
      "if (optimizer.kind === 'adamw') return;",
      "case 'step':",
      "// kind === 'mnist' would be wrong here",
      "/** As kind === 'csv'. */",
      "export const mnist = { kind: 'mnist' };",
    ];
    expect(others.flatMap(kindTests)).toEqual([]);
  });

  it('finds names of groups in strings, keys and fields', () => {
    expect(groupsNamedIn("shares.D1cons; const x = { QA3: 'D5cons' };")).toEqual([
      'D1cons',
      'QA3',
      'D5cons',
    ]);
    expect(groupsNamedIn('/** As D1cons. */ const D1consShare = 1; // QA3')).toEqual([]);
  });
});

const tracked = trackedFiles();
const whyNot = tracked === null ? ' (skipped: not a git checkout)' : '';
const own = (tracked ?? []).filter(
  (file) => /\.(ts|tsx|mjs|js|cc|h|py)$/.test(file) && !/\.gen\.ts$|^test\/fixtures\//.test(file),
);

describe.skipIf(tracked === null)(`files${whyNot}`, () => {
  it('have at most 400 lines', () => {
    const lines = own.map((file) => ({ file, lines: read(file).split('\n').length - 1 }));
    expect(lines.filter(({ lines }) => lines > 400)).toEqual([]);
  });

  it('are named for what they hold', () => {
    const empty = /(^|\/|-)(utils?|helpers?|common|misc|manager)(\.|-|\/)/i;
    expect(own.filter((file) => empty.test(file))).toEqual([]);
  });

  it('hold no absolute path of one machine', () => {
    const ofOne = /(?<![\w.:/-])\/(work|farm|home|root|Users)\/\w/;
    const texts = (tracked ?? []).filter(
      (file) =>
        /\.(\w*ts|tsx|m?js|cc|h|py|md|json|ya?ml|csv)$|\.ci\//.test(file) &&
        file !== 'package-lock.json',
    );
    const found = texts.flatMap((file) =>
      read(file)
        .split('\n')
        .flatMap((line, at) =>
          ofOne.test(line) ? [`${file}:${at + 1}: ${line.trim().slice(0, 100)}`] : [],
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
      .filter((file) => !/\.test\.ts$|^experiments\/claims[./]/.test(file))
      .map((file) => basename(file));
    expect(named.filter((name) => !text.includes(name))).toEqual([]);
  },
);
