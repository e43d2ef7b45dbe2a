import { UserError } from '../../errors/user-error.js';
import { type Study, sweepAxis } from '../../study/resolve-study.js';
import { listed } from '../../text/listed.js';
import type { MemberReport } from '../compared-report.js';
import type { Report } from '../report.js';
import { type Comparison, compareReports } from './comparison.js';

/** A study of a comparison, with what was changed of it. */
export interface StudySide {
  /** As it was named on the command line, without a member. */
  readonly typed: string;
  readonly study: Study;
  readonly changes: readonly string[];
  readonly members: readonly MemberReport[];
}

/** Two experiments of two studies side by side. */
export interface MemberComparison {
  /** Where they stand on the axis, or their name; null of two single experiments. */
  readonly at: number | string | null;
  readonly comparison: Comparison;
}

/** What of two studies is not compared, and why. */
export interface Unpaired {
  readonly at: number | string;
  readonly why: string;
}

/** Two studies side by side, member by member. */
export interface StudyComparison {
  readonly a: StudySide;
  readonly b: StudySide;
  /** What the labels of members stand on; null where they are names. */
  readonly axis: string | null;
  /** At least one. */
  readonly members: readonly MemberComparison[];
  readonly unpaired: readonly Unpaired[];
}

/** What a side has under a label. */
type Labelled = ReadonlyMap<number | string, MemberReport>;

const isSingle = ({ members }: StudySide): boolean => members.length === 1;

/** The stages that results come from: experiments with the same ones are the same. */
const identitiesOf = ({ runs }: Report): string =>
  [...new Set(runs.map(({ run }) => `${run.index} ${run.identity}`))].sort().join();

/** What stands on both sides where labels agree. */
type Pair = readonly [
  at: number | string,
  a: MemberReport | undefined,
  b: MemberReport | undefined,
];

/** Where several members stand: all on one axis, or each under its name. */
function labelled({ members }: StudySide, isByAxis: boolean): Labelled {
  return new Map(
    members.map((one) => [(isByAxis ? one.member.at : null) ?? one.member.experiment.name, one]),
  );
}

function pairsOf(a: StudySide, b: StudySide): { axis: string | null; pairs: Pair[] } {
  const [axisA, axisB] = [sweepAxis(a.study), sweepAxis(b.study)];
  if (isSingle(a) || isSingle(b)) {
    const axis = axisA ?? axisB;
    const [many, only] = isSingle(a) ? [b, a.members[0]] : [a, b.members[0]];
    const of = [...labelled(many, axis !== null)];
    const pairs = of.map(([at, one]): Pair => (many === a ? [at, one, only] : [at, only, one]));
    return { axis, pairs };
  }
  if (axisA !== null && axisB !== null && axisA !== axisB)
    throw new UserError(
      `A (${a.typed}) varies ${axisA} and B (${b.typed}) varies ${axisB}, so no member of one belongs ` +
        `to a member of the other; name one of each side, such as ${exampleOf(a)}`,
    );
  const isByAxis = axisA !== null && axisB !== null;
  const [ofA, ofB] = [labelled(a, isByAxis), labelled(b, isByAxis)];
  const labels = new Set([...ofA.keys(), ...ofB.keys()]);
  return {
    axis: isByAxis ? axisA : null,
    pairs: [...labels].map((at): Pair => [at, ofA.get(at), ofB.get(at)]),
  };
}

/** Why nothing can be compared at a label; null where it can. */
function obstacle(a: MemberReport | undefined, b: MemberReport | undefined): string | null {
  if (a === undefined || b === undefined) return `only in ${a === undefined ? 'B' : 'A'}`;
  const without = [a, b].flatMap(({ compared }, index) =>
    compared === null ? [index === 0 ? 'A' : 'B'] : [],
  );
  if (without.length > 0) return `no finished seed in ${without.join(' and ')}`;
  const [own, other] = [a, b].map(({ compared }) => compared && identitiesOf(compared.report));
  return own === other ? sameExperiment : null;
}

/**
 * Compares two studies: two experiments with each other, the members of a sweep with an experiment,
 * and those of two sweeps where their labels agree: the points of one axis, else names. Throws a
 * UserError that says why where nothing can be compared.
 */
export function compareStudies(a: StudySide, b: StudySide): StudyComparison {
  const { axis, pairs } = pairsOf(a, b);
  const isOfTwo = isSingle(a) && isSingle(b);
  const unpaired: Unpaired[] = [];
  const members = pairs.flatMap(([at, one, other]): MemberComparison[] => {
    const why = obstacle(one, other);
    if (why !== null) unpaired.push({ at, why });
    if (why !== null || one?.compared == null || other?.compared == null) return [];
    const [ofA, ofB] = [one.compared.report, other.compared.report];
    const comparison = compareReports(
      { report: ofA, changes: a.changes },
      { report: ofB, changes: b.changes },
    );
    return [{ at: isOfTwo ? null : at, comparison }];
  });
  if (members.length > 0) return { a, b, axis, members, unpaired };
  if (unpaired.every(({ why }) => why === sameExperiment))
    throw new UserError(
      `A and B are the same ${isOfTwo ? 'experiment' : 'study'}, "${sideName(a)}": give another name, ` +
        'or change one of them with --set-a or --set-b',
    );
  throw new UserError(
    `no member of A (${a.typed}) can be compared with one of B (${b.typed}): ` +
      `${unpairedText(unpaired)}${isOfTwo ? '' : `; name one of each side, such as ${exampleOf(a)}`}`,
  );
}

const sameExperiment = 'the same experiment in A and B';

/** The name of a side: of its only experiment, or of the study. */
export const sideName = ({ study, members }: StudySide): string =>
  members.length > 1 ? study.name : (members[0]?.member.experiment.name ?? study.name);

function exampleOf({ typed, members }: StudySide): string {
  const [first] = members;
  return `${typed}/${first?.member.at ?? first?.member.experiment.name}`;
}

/** `0.5, 0.6 (only in A); 1 (the same experiment in A and B)`. */
export function unpairedText(unpaired: readonly Unpaired[]): string {
  const reasons = [...new Set(unpaired.map(({ why }) => why))];
  return reasons
    .map((why) => {
      const at = unpaired.filter((one) => one.why === why).map((one) => String(one.at));
      return `${listed(at)} (${why})`;
    })
    .join('; ');
}
