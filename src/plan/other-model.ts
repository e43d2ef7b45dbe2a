import type { Experiment } from '../experiment/experiment.js';
import { storedIdentities } from '../runs/folder.js';
import { experimentStatus } from '../runs/status.js';
import { type Study, trainedExperiments } from '../study/resolve-study.js';
import { counted } from '../text/counted.js';
import { listed } from '../text/listed.js';
import { type Changes, loadStudy } from './catalogue.js';

/**
 * Why finished seeds are of no use to a study that is tested otherwise, a sentence an experiment:
 * sets that are asked add their words to a vocabulary that is made from the data. None where the
 * models are the same, or where nothing is finished.
 *
 * @param before the study without the change of its tests
 */
function otherModelNotes(study: Study, before: Study, runsFolder: string): string[] {
  const earlier = new Map(
    trainedExperiments(before).map(({ experiment }) => [experiment.name, experiment]),
  );
  return trainedExperiments(study).flatMap(({ experiment }) => {
    const other = earlier.get(experiment.name);
    return other === undefined ? [] : noteOf(experiment, other, runsFolder);
  });
}

function noteOf(experiment: Experiment, other: Experiment, runsFolder: string): string[] {
  const [now, then] = [experiment, other].map((one) => storedIdentities(one).join());
  if (now === then) return [];
  const finished = experimentStatus(other, runsFolder).filter(({ stages }) =>
    stages.every(({ state }) => state === 'finished'),
  ).length;
  if (finished === 0) return [];
  const sets = (one: Experiment, two: Experiment): string[] =>
    one.evaluate.sets.filter((set) => !two.evaluate.sets.includes(set));
  const [added, removed] = [sets(experiment, other), sets(other, experiment)];
  const why =
    added.length > 0
      ? `the words of ${added.length === 1 ? 'the set' : 'the sets'} ${listed(added)} are added to the vocabulary`
      : `the words of ${removed.length === 1 ? 'the set' : 'the sets'} ${listed(removed)} are no longer in the vocabulary`;
  return [
    `${experiment.name}: ${why}, which is made from the data. This is another model: nothing of ` +
      `the ${counted(finished, 'finished seed')} can be used, and all stages are trained anew`,
  ];
}

/** The study without what `--set` changes of its tests; null where it changes nothing of them. */
async function withTestsAsDefined(name: string, changes: Changes): Promise<Study | null> {
  const { set = [] } = changes;
  const others = set.filter((one) => !/^evaluate[.=]/.test(one));
  return others.length === set.length ? null : loadStudy(name, { ...changes, set: others });
}

/** Why nothing of finished seeds can be used for tests that are asked for, a sentence each. */
export async function vocabularyNotes(
  study: Study,
  name: string,
  changes: Changes & { readonly runs: string },
): Promise<string[]> {
  const before = await withTestsAsDefined(name, changes);
  return before === null ? [] : otherModelNotes(study, before, changes.runs);
}
