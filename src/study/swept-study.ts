import { UserError } from '../errors/user-error.js';
import { asWritten } from '../experiment/experiment.js';
import type { Assignment } from '../experiment/override.js';
import type { MemberDefinition, StudyDefinition } from './study.js';
import { type Sweep, type SweepPoint, sweepPoints } from './swept-values.js';

/** A member of a study, and what is changed of its experiment and its control. */
export interface ChangedMember extends MemberDefinition {
  readonly changes: readonly Assignment[];
  /** What is added to the names of both. */
  readonly suffix: string;
}

/** A study whose members are changed before they are checked. */
export interface SweptStudy extends Omit<StudyDefinition, 'members'> {
  readonly members: readonly ChangedMember[];
}

/** A study with every member at every point of a sweep, on an axis of what varies. */
export function sweptStudy(definition: StudyDefinition, sweep: Sweep): SweptStudy {
  const labels = labelsOf(sweep.paths.map(({ path }) => path));
  const points = sweepPoints(sweep);
  const ats = atsOf(points, labels);
  const suffixes = suffixesOf(points, labels);
  const { members, axis } = definition;
  if (members.length * points.length > 1000)
    throw new UserError(
      `--sweep makes ${members.length * points.length} experiments of the ${members.length} of ` +
        `${definition.name}: expected at most 1000`,
    );
  const isOne = members.length === 1;
  return {
    ...definition,
    name: `${definition.name}-by-${labels.map(slug).join('-')}`.slice(0, 150),
    axis: [...(isOne ? [] : [axis ?? 'experiment']), ...labels].join(', '),
    members: members.flatMap((member) =>
      points.map((point, index): ChangedMember => {
        const at = ats[index] ?? '';
        return {
          ...member,
          at: isOne ? at : `${member.at ?? nameOf(member.experiment)},${ats[index]}`,
          // What the paper has is of the values that it has.
          paper: [],
          paperAnalyses: {},
          changes: point.map(({ path, value }) => ({ swept: `${path}=${value}` })),
          suffix: suffixes[index] ?? '',
        };
      }),
    ),
  };
}

/** Letters of a name, which leave room for `-control`, and those of them for what varies. */
const [longestName, longestSuffix] = [92, 50];

/** The assignment of a name that ends in a suffix. */
export function renamed(experiment: object, suffix: string): string[] {
  if (suffix === '') return [];
  const name = nameOf(experiment).slice(0, longestName - suffix.length);
  return [`name=${JSON.stringify(name + suffix)}`];
}

function nameOf(experiment: object): string {
  const name: unknown = Reflect.get(Object(asWritten(experiment)), 'name');
  return typeof name === 'string' ? name : 'unnamed';
}

/** The ends of paths that tell them apart: `epochs`; of two stages `stage1.epochs`, `stage2.epochs`. */
function labelsOf(paths: readonly string[]): string[] {
  const parts = paths.map((path) => path.replaceAll(/\[([\w-]+)\]/g, '.$1').split('.'));
  const longest = Math.max(...parts.map(({ length }) => length));
  for (let keys = 1; keys < longest; keys++) {
    const labels = parts.map((own) => own.slice(-keys).join('.'));
    if (new Set(labels).size === labels.length) return labels;
  }
  return parts.map((own) => own.join('.'));
}

/** Where points stand on the axis: numbers where there is one setting of numbers. */
function atsOf(points: readonly SweepPoint[], labels: readonly string[]): (number | string)[] {
  const values = points.map((point) => plainText(point[0]?.value ?? ''));
  if (labels.length > 1)
    return points.map((point) =>
      point.map(({ value }, index) => `${labels[index]}=${plainText(value)}`).join(','),
    );
  const numbers = values.map((value) => (value.trim() === '' ? Number.NaN : Number(value)));
  return numbers.every(Number.isFinite) && new Set(numbers).size === numbers.length
    ? numbers
    : values;
}

/** A value as it is read: text in JSON's quotes without them. */
const plainText = (value: string): string => /^"([^"\\]*)"$/.exec(value)?.[1] ?? value;

/** Ends of names: `-epochs-10`; values that look alike as a part of a name, or are long, are
 * counted. */
function suffixesOf(points: readonly SweepPoint[], labels: readonly string[]): string[] {
  const plain = points.map((point) =>
    point.map(({ value }, index) => `-${slug(labels[index] ?? '')}-${slug(value)}`).join(''),
  );
  return plain.map((suffix, index) => {
    if (suffix.length > longestSuffix) return `-point-${index + 1}`;
    const isOnly = plain.indexOf(suffix) === plain.lastIndexOf(suffix);
    return isOnly ? suffix : `${suffix}-${index + 1}`;
  });
}

/** A text as a part of an experiment's name, of at most 40 letters. */
const slug = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^a-z0-9.]+/g, '-')
    .replaceAll(/^[-.]+|[-.]+$/g, '')
    .slice(0, 40) || 'x';
