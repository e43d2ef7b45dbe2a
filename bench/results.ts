import { existsSync, readFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { projectFolder } from '../src/files/project-folder.js';
import { writeWhole } from '../src/files/write-whole.js';
import { type Environment, environment } from '../src/runs/environment.js';
import { cpuCapability, engineVersion } from '../src/tensor/index.js';
import { type Alignment, tableLines } from '../src/terminal/table.js';
import { print } from '../src/terminal/terminal.js';
import { counted } from '../src/text/counted.js';

/** A table of results: the first row holds the headings, the first column the names. */
export type Table = readonly (readonly string[])[];

/** What a benchmark found. */
export interface Result {
  /** Names the entry in bench/RESULTS.md; a later result of this name takes its place. */
  readonly name: string;
  /** One sentence: what was measured, and in which unit. */
  readonly what: string;
  readonly where: Where;
  readonly table: Table;
  /** Sentences below the table. */
  readonly notes: readonly string[];
  /** The numbers behind the table, for programs. */
  readonly values: unknown;
}

/** With what a benchmark was measured. */
export interface Where extends Pick<Environment, 'card' | 'driver' | 'cuda' | 'cudnn'> {
  readonly date: string;
  readonly cpu: string;
  readonly cores: number;
  readonly vectors: string;
  readonly threads: number;
  readonly libtorch: string;
  readonly node: string;
  readonly commit: string | null;
  /** Processes that wanted to run in the minute before the measurement began. */
  readonly load: number;
}

/** What sets the engine apart from Python's torch on some machines, of the same libtorch. */
export const amdNote =
  'On AMD processors the engine has MKL take its fastest kernels, which Python does not by itself.';

/** Load above which figures are of little use: another program is at work. */
const quiet = 0.5;

/** Looks at the machine; to be called before measuring. Warns when it is not quiet. */
export function whereMeasured(threads: number, device = 'cpu'): Where {
  const load = loadavg()[0] ?? 0;
  if (load > quiet)
    process.stderr.write(
      `the load is ${load.toFixed(2)}: other programs may disturb the figures\n`,
    );
  const { cpu, node, commit, card, driver, cuda, cudnn } = environment({
    device,
    threads,
    seconds: 0,
  });
  return {
    date: new Date().toISOString().slice(0, 10),
    cpu,
    cores: cpus().length,
    ...{ card, driver, cuda, cudnn },
    vectors: cpuCapability(),
    threads,
    libtorch: engineVersion(),
    node,
    commit,
    load,
  };
}

/** `NVIDIA H200 (driver 580.65.06, CUDA 13.0, cuDNN 9.10.2), `; empty on the processor. */
function cardText({ card, driver, cuda, cudnn }: Where): string {
  if (card === null) return '';
  return `${card} (driver ${driver}, CUDA ${cuda}, cuDNN ${cudnn}), `;
}

function whereText(where: Where): string {
  const commit = where.commit?.replace(/^(\w{9})\w*/, '$1') ?? 'outside a git checkout';
  return (
    `${where.date}, ${cardText(where)}${where.cpu} (${counted(where.cores, 'core')}, ${where.vectors}), ` +
    `${counted(where.threads, 'thread')}, libtorch ${where.libtorch}, Node ${where.node}, ` +
    `commit ${commit}, load ${where.load.toFixed(2)} before`
  );
}

/** Prints a result, or its JSON; with `record` also writes its entry in bench/RESULTS.md. */
export function report(result: Result, { json, record }: { json?: true; record: boolean }): void {
  if (record) {
    const path = join(projectFolder(), 'bench', 'RESULTS.md');
    const before = existsSync(path) ? readFileSync(path, 'utf8') : '# Measured speed and memory\n';
    writeWhole(path, withEntry(before, result.name, markdown(result)));
  }
  if (json) {
    const { name, what, where, values } = result;
    print(JSON.stringify({ name, what, where, values }, null, 2));
  } else {
    const alignments = (result.table[0] ?? []).map(
      (_, column): Alignment => (column === 0 ? 'left' : 'right'),
    );
    print(result.what, whereText(result.where), '');
    print(...tableLines(result.table, alignments), '', ...result.notes);
  }
}

/** `document` with the entry called `name` replaced, or added at the end, and nothing else. */
export function withEntry(document: string, name: string, text: string): string {
  const [begin, end] = [`<!-- begin ${name} -->`, `<!-- end ${name} -->`];
  const entry = `${begin}\n${text.trim()}\n${end}`;
  const [from, to] = [document.indexOf(begin), document.indexOf(end)];
  if (from === -1 && to === -1) return `${document.trimEnd()}\n\n${entry}\n`;
  if (from === -1 || to < from)
    throw new Error(`bench/RESULTS.md: "${begin}" and "${end}" do not enclose an entry`);
  return document.slice(0, from) + entry + document.slice(to + end.length);
}

function markdown({ name, what, where, table, notes }: Result): string {
  const [headings = [], ...rows] = table;
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    `## ${name}`,
    '',
    what,
    '',
    `Where: ${whereText(where)}.`,
    '',
    line(headings),
    line(headings.map((_, column) => (column === 0 ? '---' : '---:'))),
    ...rows.map(line),
    '',
    ...notes.map((note) => `${note}\n`),
  ].join('\n');
}
