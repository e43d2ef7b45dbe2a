import type { Changes } from '../../plan/catalogue.js';
import { studyComparisonJson } from '../../report/comparison/comparison-json.js';
import { compareStudies, type StudySide } from '../../report/comparison/member-pairs.js';
import { studyComparisonText } from '../../report/comparison/study-comparison-text.js';
import { printNotes, readResults } from '../../report/results.js';
import { storedIdentities } from '../../runs/folder.js';
import { withMember } from '../../study/chosen-member.js';
import { type Study, withControl } from '../../study/resolve-study.js';
import { outputWidth, print, printJson } from '../../terminal/terminal.js';
import { damagedStatus } from '../exit-status.js';
import { shownStudy } from '../shown-study.js';

/** The experiment of a stored study that a name or an identity means; else the study as it is. */
function narrowed(study: Study, typed: string): Study {
  if (study.members.length === 1 || typed === study.name || !/^[\w.-]+$/.test(typed)) return study;
  const isIdentity = /^(?=.*\d)[0-9a-f]{6,12}$/.test(typed);
  const all = study.members
    .flatMap(({ experiment, control }) => [experiment, control ?? []])
    .flat();
  const meant = all.find(
    (one) => one.name === typed || (isIdentity && storedIdentities(one).at(-1)?.startsWith(typed)),
  );
  return meant === undefined ? study : withMember(study, meant.name, typed);
}

/** A side, what a reader has to know of it first, and whether seeds of it are damaged. */
async function sideOf(typed: string, options: Changes & { readonly runs: string }) {
  const { study, source } = await shownStudy(typed, options);
  const results = readResults(withControl(narrowed(study, typed), null), source);
  const side: StudySide = {
    typed,
    study: results.study,
    changes: source.changes,
    members: results.members,
  };
  return { side, results };
}

/** What is compared, as the command line has it. */
interface CompareOptions extends Changes {
  readonly runs: string;
  /** Changes of A alone. */
  readonly setA?: readonly string[] | undefined;
  /** Changes of B alone. */
  readonly setB?: readonly string[] | undefined;
  readonly json?: true | undefined;
}

/** Prints two experiments or studies side by side. */
export async function showComparison(
  nameA: string,
  nameB: string,
  { json, runs, set = [], setA: ofA = [], setB: ofB = [], ...rest }: CompareOptions,
): Promise<void> {
  const a = await sideOf(nameA, { ...rest, runs, set: [...set, ...ofA] });
  const b = await sideOf(nameB, { ...rest, runs, set: [...set, ...ofB] });
  for (const { results } of [a, b]) {
    printNotes(results, json === true);
    if (results.isDamaged) process.exitCode = damagedStatus;
  }
  const comparison = compareStudies(a.side, b.side);
  if (json) printJson(studyComparisonJson(comparison));
  else print(...studyComparisonText(comparison, outputWidth()));
}
