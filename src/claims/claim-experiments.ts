import type { Claim, ClaimForm } from '../study/claim.js';
import { isUntestable, partsIn } from '../study/claims.js';
import type { Study, TrainedExperiment } from '../study/resolve-study.js';
import { checkClaim } from './evaluate-claims.js';
import type { ClaimReports } from './measure-values.js';
import { measuresOf } from './part-tests.js';

/**
 * The experiments that a claim measures, of members and controls, each once: what has to be trained for
 * it. None for a claim that is not tested in the form. Throws an Error where the claim asks for what
 * its studies do not have.
 */
export function claimExperiments(
  claim: Claim,
  studies: ReadonlyMap<string, Study>,
  form: ClaimForm,
): TrainedExperiment[] {
  if (isUntestable(claim, form)) return [];
  const reports: ClaimReports = new Map(
    [...studies].map(([name, { members }]) => [
      name,
      members.map((member) => ({ member, compared: null, damaged: [] })),
    ]),
  );
  checkClaim({ claim, reports }, form);
  const source = { claim, form, reports };
  const leaves = partsIn(claim, form).flatMap(({ statistic }) => measuresOf(source, statistic));
  const found = new Map<string, TrainedExperiment>();
  for (const { study = claim.studies[0] ?? '', at, inControl = false } of leaves)
    for (const member of studies.get(study)?.members ?? []) {
      const experiment = inControl ? member.control : member.experiment;
      const isMeant = at === undefined || member.at === at;
      if (isMeant && experiment !== null)
        found.set(experiment.name, { experiment, execution: member.execution });
    }
  return [...found.values()];
}
