import { Command, Option } from '@commander-js/extra-typings';
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
import {
  jsonOption,
  quickOption,
  runsOption,
  seedsOption,
  setOption,
  shownArgument,
  smallOption,
} from '../options.js';
import { shownStudy } from '../shown-study.js';

const examples = `
Examples:
  credence compare world graded-sources
  credence compare world world/world-control         an experiment and its control
  credence compare fig4a-alpha/0.5 fig4a-alpha/0.9   two points of a sweep
  credence compare world world --set-b stages.stage2.epochs=40
  credence compare fig4a-alpha mine.ts               two sweeps, point by point
  credence compare fig22-set-inclusion fig23-mnist --small
  credence compare mine.ts other.ts --json`;

/** Takes an option that may be given any number of times. */
const collected = (text: string, before: string[]): string[] => [...before, text];

const setA = () =>
  new Option('--set-a <path=value>', 'change an option of A alone (repeatable)')
    .argParser(collected)
    .default([] as string[], 'none');

const setB = () =>
  new Option('--set-b <path=value>', 'change an option of B alone (repeatable)')
    .argParser(collected)
    .default([] as string[], 'none');

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

/** `credence compare`: two experiments side by side. */
export function compareCommand() {
  return new Command('compare')
    .description(
      'Compares the finished runs of two experiments, A minus B: contrasts, and scores at the ends of ' +
        'stages; paired by first seed where they share enough seeds, else as two samples (Welch). ' +
        'Two sweeps are compared where their points agree, a sweep with one experiment at every point.',
    )
    .argument('<A>', shownArgument)
    .argument('<B>', shownArgument)
    .addOption(setA())
    .addOption(setB())
    .addOption(setOption())
    .addOption(smallOption())
    .addOption(quickOption())
    .addOption(seedsOption())
    .addOption(runsOption())
    .addOption(jsonOption())
    .addHelpText('after', examples)
    .action(async (nameA, nameB, { json, runs, set, setA: ofA, setB: ofB, ...rest }) => {
      const a = await sideOf(nameA, { ...rest, runs, set: [...set, ...ofA] });
      const b = await sideOf(nameB, { ...rest, runs, set: [...set, ...ofB] });
      for (const { results } of [a, b]) {
        printNotes(results, json === true);
        if (results.isDamaged) process.exitCode = damagedStatus;
      }
      const comparison = compareStudies(a.side, b.side);
      if (json) printJson(studyComparisonJson(comparison));
      else print(...studyComparisonText(comparison, outputWidth()));
    });
}
