import { differences } from '../../experiment/differences.js';
import { contentText, dayText } from '../../runs/store/other-versions.js';
import type { StoredStudy } from '../../runs/store/stored-experiments.js';
import type { Asked } from '../../runs/store/study-records.js';
import { counted } from '../../text/counted.js';
import { shortened } from '../../text/printable.js';

/** More options than these are counted, not listed. */
const mostOptions = 6;

/** The options of the command line that a study was asked for with. */
export const askedOptions = (asked: Asked | null): string[] => [
  ...(asked?.small ? ['--small'] : []),
  ...(asked?.quick ? ['--quick'] : []),
  ...(asked?.set ?? []).map((assignment) => `--set ${assignment}`),
  ...(asked?.sweep ?? []).map((values) => `--sweep ${values}`),
  ...(asked?.zip ? ['--zip'] : []),
];

/** Milliseconds since 1970 when something of a study was last written. */
export const writtenAt = ({ experiments }: StoredStudy): number =>
  Math.max(0, ...experiments.map(({ time }) => time));

/**
 * The identity that a study of several is chosen by: that of its experiment of the name that was
 * typed, else of the first which no other one has, else of its first.
 */
export function choosingIdentity(
  study: StoredStudy,
  all: readonly StoredStudy[],
  typed: string,
): string {
  const { experiments } = study;
  const named = experiments.filter(({ experiment }) => experiment.name === typed);
  const own = [...named, ...experiments].map(({ identities }) => identities.at(-1) ?? '');
  const others = all.filter((one) => one !== study).flatMap(({ experiments }) => experiments);
  const taken = new Set(others.map(({ identities }) => identities.at(-1)));
  return own.find((identity) => !taken.has(identity)) ?? own[0] ?? '';
}

/** In which options a study differs from another of its name, by the first member that does. */
function optionsChanged({ study }: StoredStudy, from: StoredStudy): string[] {
  for (const [index, { experiment }] of study.members.entries()) {
    const other = from.study.members[index]?.experiment;
    const changed = other === undefined ? [] : differences(experiment, other);
    if (changed.length > 0) return changed;
  }
  const [own, other] = [study, from.study].map(({ members }) => members.length);
  return own === other ? [] : [counted(own ?? 0, 'experiment')];
}

/** Files by whose content a study is identified: `birds.csv 1a2b3c4d`. */
function contentsOf({ experiments }: StoredStudy): string[] {
  const files = experiments.flatMap((one) => one.files ?? []);
  return [...new Set(files.map(({ path, content }) => `${path} ${contentText(content)}`))];
}

function seedsOf({ experiments }: StoredStudy): string {
  const seeds = new Set(experiments.flatMap(({ experiment }) => experiment.seeds.first));
  return counted(seeds.size, 'seed');
}

/**
 * Studies that something typed could mean, the newest first, a line each: identity, name, day, seeds,
 * and what differs: the options it was asked for with, those in which it differs from the newest of
 * its name, and the content of its files where that is another.
 */
export function versionLines(studies: readonly StoredStudy[], typed: string): string[] {
  const newestFirst = studies.toSorted((a, b) => writtenAt(b) - writtenAt(a));
  return newestFirst.map((stored) => {
    const newest = newestFirst.find((one) => one.study.name === stored.study.name) ?? stored;
    const asked = askedOptions(stored.asked);
    const changed = asked.length > 0 || newest === stored ? [] : optionsChanged(stored, newest);
    const more = changed.length - mostOptions;
    const others = newestFirst.filter((one) => one.study.name === stored.study.name);
    const contents = contentsOf(stored);
    const isOther = others.some((one) => contentsOf(one).join() !== contents.join());
    const what = [
      ...asked,
      ...changed.slice(0, mostOptions),
      ...(more > 0 ? [`${more} more options`] : []),
      ...(isOther ? contents : []),
    ];
    return [
      `  ${choosingIdentity(stored, studies, typed)}  ${shortened(stored.study.name)}, `,
      `${dayText(writtenAt(stored))}, ${seedsOf(stored)}`,
      what.length === 0 ? '' : `: ${what.map((one) => shortened(one, 80)).join('; ')}`,
    ].join('');
  });
}
