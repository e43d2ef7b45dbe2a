import type { FigureLook } from '../figures/render.js';
import type { Study } from '../study/resolve-study.js';
import { outputWidth, print, printError, printJson } from '../terminal/terminal.js';
import { wrapped } from '../terminal/wrapped.js';
import {
  type MemberReport,
  notesOf,
  type ReportSource,
  readMembers,
  unfinishedError,
} from './compared-report.js';
import { drawFigures, drawSweep } from './draw-figures.js';
import type { DrawnFigure } from './figure-folder.js';
import { beside, type ComparedReport } from './report.js';
import { reportJson } from './report-json.js';
import { comparedText } from './report-text.js';
import { type SweepReport, sweepReport } from './sweep-report.js';
import { sweepText } from './sweep-text.js';

/** What the finished runs of a study show. */
export interface Results {
  readonly study: Study;
  readonly source: ReportSource;
  /** Where the members stand on one axis. */
  readonly sweep: SweepReport | null;
  readonly members: readonly MemberReport[];
  /** What a reader has to know first, such as which seeds are left out; a line each. */
  readonly notes: readonly string[];
  /** Whether seeds are left out because files of theirs are damaged. */
  readonly isDamaged: boolean;
}

/**
 * Reads what finished runs of a study show, its members beside their controls. Throws a UserError
 * that says what to run where nothing is finished.
 */
export function readResults(study: Study, source: ReportSource): Results {
  const members = readMembers(study, source);
  if (members.every(({ compared }) => compared === null)) {
    const [first, ...others] = members;
    if (first !== undefined) {
      const damaged = others.flatMap((one) => one.damaged);
      throw unfinishedError(first.member.experiment, source, source.commands.train, damaged);
    }
  }
  const sweep = sweepReport(study, members, source.changes);
  const isDamaged = members.some(({ damaged }) => damaged.length > 0);
  return { study, source, sweep, members, notes: notesOf(members, source), isDamaged };
}

/** The members of which a seed is finished. */
function finished({ members }: Results) {
  return members.flatMap(({ member, compared }) => (compared ? [{ member, compared }] : []));
}

/** Prints what a reader has to know first; beside JSON, or paths, to standard error. */
export function printNotes({ notes }: Results, isForPrograms: boolean): void {
  const lines = notes
    .flatMap((note) => note.split('\n'))
    .flatMap((line) => (line.startsWith('  ') ? [line] : wrapped(line, outputWidth())));
  if (lines.length === 0) return;
  if (isForPrograms) printError(...lines);
  else print(...lines, '');
}

/** Prints results for people, or with `json` for programs. */
export function printResults(results: Results, json = false): void {
  const { source, sweep } = results;
  const width = outputWidth();
  printNotes(results, json);
  if (json) {
    printJson(reportJson(results));
  } else if (sweep !== null) {
    print(...sweepText(sweep, width, source));
  } else {
    for (const [index, { member, compared }] of finished(results).entries()) {
      const lines = comparedText(compared, { member, source }, width);
      print(...(index > 0 ? [''] : []), ...lines);
    }
  }
}

/** Draws the figures of results into a folder: what was drawn, folder by folder. */
export async function drawResults(
  results: Results,
  { folder, ...look }: FigureLook & { readonly folder: string },
): Promise<DrawnFigure[]> {
  const { sweep, source } = results;
  const { changes, seeds = null, control = null } = source;
  const target = { ...look, folder, variant: { changes, seeds, control } };
  const drawn = sweep === null ? [] : await drawSweep(sweep, target);
  const compared = finished(results).map((one) => one.compared);
  for (const one of compared) drawn.push(...(await drawFigures(one, target)));
  // What a control shows by itself does not depend on what it is beside.
  const alone = { ...target, variant: { changes, seeds } };
  for (const one of controlsOf(compared)) drawn.push(...(await drawFigures(one, alone)));
  return drawn;
}

/** The controls of reports by themselves, each once. */
function controlsOf(compared: readonly ComparedReport[]): ComparedReport[] {
  const controls = compared.flatMap(({ control, changes, figure, at }) =>
    control === null ? [] : [beside(control, null, { changes, figure, at })],
  );
  const names = controls.map(({ report }) => report.experiment.name);
  return controls.filter((_, index) => names.indexOf(names[index] ?? '') === index);
}
