import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { UserError } from '../../errors/user-error.js';
import { canonicalJson } from '../../experiment/canonical-json.js';
import type { Experiment } from '../../experiment/experiment.js';
import { namedPaths } from '../../experiment/identity.js';
import { sha256OfBytes } from '../../files/hash.js';
import { counted } from '../../text/counted.js';
import { listed } from '../../text/listed.js';
import { identitiesIn, storedIdentities } from '../folder.js';
import { type RecordedVersion, recordedVersions } from './recorded-versions.js';
import { recordedFiles, type StageDescription } from './stored-stages.js';

type Files = NonNullable<StageDescription['files']>;

/** The beginning of a content's SHA-256, as people compare it. */
export function contentText(content: unknown): string {
  const text = typeof content === 'string' ? content : canonicalJson(content);
  return (typeof content === 'string' ? text : sha256OfBytes(Buffer.from(text))).slice(0, 8);
}

/** When something was last written, as a day: 2026-11-20. */
export const dayText = (time: number): string => new Date(time).toISOString().slice(0, 10);

/**
 * What a runs folder has of an experiment with other content of its files, a sentence a version:
 * "8 seeds exist for another version of birds.csv (content 1a2b3c4d, trained 2026-11-20)".
 *
 * @param report the command that shows them, but for the identity at its end
 */
export function otherVersionTexts(
  experiment: Experiment,
  runsFolder: string,
  report: (identity: string) => string,
): string[] {
  const own = identitiesIn(experiment, runsFolder);
  const now = filesNow(experiment);
  return recordedVersions(experiment, runsFolder)
    .filter(
      ({ last, identities }) => last[0]?.identities.some((one, i) => one !== own[i]) && identities,
    )
    .map((version) => {
      const seeds = new Set(version.last.map(({ seed }) => seed)).size;
      const trained = `trained ${dayText(version.time)}`;
      const shown = report(version.last[0]?.identities.at(-1) ?? '');
      const exist = `${counted(seeds, 'seed')} ${seeds === 1 ? 'exists' : 'exist'} for`;
      return `${exist} ${versionOf(experiment, version, now)}, ${trained}); to report them:\n  ${shown}`;
    });
}

/** "another version of birds.csv (content 1a2b3c4d", without its end. */
function versionOf(experiment: Experiment, { files }: RecordedVersion, now: Files | null): string {
  const paths = namedPaths(experiment).map((path) => basename(path));
  if (paths.length === 0) return 'this experiment by another version of credence (';
  const other = files?.filter(
    ({ path, content }) =>
      !now?.some((one) => one.path === path && contentText(one.content) === contentText(content)),
  );
  if (files === null || other === undefined)
    return `another version of ${listed(paths)} (content not on record`;
  if (other.length === 0) return 'this experiment by another version of credence (';
  const contents = other.map(({ content }) => contentText(content)).join(', ');
  return `another version of ${listed(other.map(({ path }) => path))} (content ${contents}`;
}

function filesNow(experiment: Experiment): Files | null {
  try {
    return recordedFiles(experiment);
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}

/**
 * One sentence where an experiment's data or checkpoint are not on this machine, so that its results
 * are found by what the store says of them; else null.
 */
export function absentText(experiment: Experiment, runsFolder: string): string | null {
  try {
    storedIdentities(experiment);
    return null;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
  }
  const [version] = recordedVersions(experiment, runsFolder);
  if (version === undefined) return null;
  const absent = namedPaths(experiment).filter((path) => !existsSync(path));
  const [are, what] = absent.length === 1 ? ['is', 'it is'] : ['are', 'they are'];
  return (
    `${listed(absent)} ${are} not here: this is what was trained on ${dayText(version.time)}; ` +
    `${what} needed to train only.`
  );
}
