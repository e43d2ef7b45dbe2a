import { UserError } from '../../errors/user-error.js';
import { quoted } from '../../text/printable.js';
import type { Store, StoredExperiment } from './stored-experiments.js';
import { isCalled } from './study-records.js';

/**
 * The experiments of a store that a name means: an experiment's or a study's, what was typed when it
 * was trained, or the beginning of an identity. Throws a UserError where there is none.
 */
export function experimentsNamed(
  { experiments, studies }: Store,
  typed: string,
  runs: string,
): readonly StoredExperiment[] {
  const isIdentity = /^[0-9a-f]{6,12}$/.test(typed);
  const own = studies.filter((one) => isCalled(one, typed)).flatMap((study) => study.experiments);
  const named = experiments.filter(
    ({ experiment, identities }) =>
      experiment.name === typed || (isIdentity && identities.at(-1)?.startsWith(typed)),
  );
  const all = new Set([...own, ...named]);
  if (all.size > 0) return [...all];
  throw new UserError(
    `there is no experiment ${quoted(typed)} in ${runs}: expected a name or an identity that ` +
      '"credence runs" lists',
  );
}
