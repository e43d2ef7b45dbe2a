import { type ExecutionInput, executionOf } from '../../experiment/execution.js';
import { type Changes, loadStudy } from '../../plan/catalogue.js';
import { checkStarts } from '../../plan/starts.js';
import { memberOf } from '../../plan/study-member.js';
import { environmentOf } from '../../runs/environment-record.js';
import { finishRerun, prepareRerun, type ReplacedStage } from '../../runs/store/rerun.js';
import { outputWidth, print } from '../../terminal/terminal.js';
import { wrapped } from '../../terminal/wrapped.js';
import { counted } from '../../text/counted.js';
import { parseDevice } from '../../text/device-name.js';
import { executionGiven } from '../options.js';
import { runExperiment } from '../run-experiment.js';

/** Why nothing may be wrong where a GPU trained a stage; else empty. */
function roundingHint(folder: string): string {
  const device = environmentOf(folder)?.device ?? 'cpu';
  if (parseDevice(device)?.kind !== 'accelerator') return '';
  return `. It was trained on ${device}, where the last digits of sums may differ each time`;
}

/** How a stage compares with what there was, in a sentence. */
function replacedText({ run, comparison, aside, added }: ReplacedStage): string {
  const { stage, secondSeed, folder } = run;
  const name = secondSeed === null ? stage.name : `${stage.name} (second seed ${secondSeed})`;
  const { same, different, isWhole } = comparison;
  if (different.length > 0) {
    const kept = aside === null ? '' : `; the old results are in ${aside}`;
    const others = isWhole ? 'differs' : 'the old results were damaged; of them differs';
    return `${name}: ${others}: ${different.join('; ')}${kept}${roundingHint(folder)}`;
  }
  const files = counted(same.length, 'file');
  if (aside === null && isWhole) {
    const weights = added.length === 0 ? '' : `; the weights that it lacked are kept now`;
    return `${name}: the same bytes (${files}); nothing was replaced${weights}`;
  }
  if (aside === null) return `${name}: there was nothing to compare with; it is in ${folder}`;
  return (
    `${name}: the old results were damaged or unfinished; what was left of them has the same bytes ` +
    `(${files}) and is in ${aside}`
  );
}

/** Which run is trained again and how, as the command line has it. */
interface RerunOptions extends Changes, ExecutionInput {
  readonly runs: string;
  readonly seed: number;
  readonly stage?: string | undefined;
  readonly experiment?: string | undefined;
}

/** Trains a seed again, beside its results, and prints how the two compare. */
export async function rerunSeed(
  typed: string,
  { seed, stage, experiment: wanted, runs, set, quick, small, ...how }: RerunOptions,
): Promise<void> {
  const study = await loadStudy(typed, { set, quick, small });
  const experiment = memberOf(study, typed, { member: wanted, by: '--experiment' });
  const { execution = {} } =
    study.members.find((one) => [one.experiment, one.control].includes(experiment)) ?? {};
  const rerun = prepareRerun(experiment, runs, { seed, stage });
  const isFromStart = rerun.stages.some(({ start }) => start !== null);
  checkStarts(rerun.experiment, runs, isFromStart ? [seed] : []);
  const isComplete = await runExperiment(rerun.experiment, {
    runs: rerun.again,
    jobs: 1,
    execution: executionOf(execution, executionGiven(how)),
  });
  if (!isComplete) {
    process.exitCode = 1;
    return;
  }
  const addsWeights = how.keepWeights !== undefined;
  for (const one of finishRerun(rerun, { addsWeights }))
    print(...wrapped(`seed ${seed}, ${replacedText(one)}`, outputWidth()));
}
