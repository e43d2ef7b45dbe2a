import { mean } from 'simple-statistics';
import type { AnalysedStage } from '../analysed-stage.js';
import { type AlignmentGainRow, alignmentGain } from './alignment-gain.js';
import { type AlignmentFiles, aliasMetrics } from './alignment-row.js';
import type { GradientOptions } from './options.js';

type ComparedStage = AnalysedStage<GradientOptions, AlignmentFiles>;

/**
 * How the alignments of aliases go with what the last stage of each run teaches about them: a row a
 * metric, of the groups whose definitions it trains on and whose gradients an earlier stage last
 * compared. None where there is no such stage. Throws a UserError that names a damaged file.
 */
export function alignmentGains(stages: readonly ComparedStage[]): AlignmentGainRow[] {
  const parents = new Set(stages.map(({ parent }) => parent));
  return stages.filter((stage) => !parents.has(stage)).flatMap(gainsOver);
}

function gainsOver(own: ComparedStage): AlignmentGainRow[] {
  const { seed, secondSeed, stage: last, parent } = own;
  const compared = lastCompared(parent);
  if (parent === null || compared === null) return [];
  const { atEpochs, subsets } = compared.options;
  const epoch = Math.max(...atEpochs);
  const isTaught = (group: string) =>
    last.train.definitions.includes(group) && (subsets?.includes(group) ?? true);
  const aligned = compared.stage
    .rows('alias-gradients')
    .filter((row) => row.epoch === epoch && isTaught(row.subset));
  if (aligned.length === 0) return [];
  // The last stage begins with the weights that these answers are of.
  const [before, after] = [scoresAtEnd(parent), scoresAtEnd(own)];
  const run = { seed, secondSeed, stage: compared.stage.stage.name, epoch, last: last.name };
  return aliasMetrics.map((metric) => {
    const alignments = new Map(aligned.map((row) => [keyOf(row), row[metric]]));
    return { ...run, metric, ...alignmentGain(alignments, before, after) };
  });
}

/** The latest of a stage and those before it that compares gradients. */
function lastCompared(stage: ComparedStage | null) {
  for (let one = stage; one !== null; one = one.parent) {
    const { options } = one;
    if (options !== null) return { stage: one, options };
  }
  return null;
}

/** The share of an alias's test questions that were answered rightly at the end of a stage. */
function scoresAtEnd(own: ComparedStage): ReadonlyMap<string, number> {
  const answers = new Map<string, number[]>();
  for (const { epoch, subset, set, alias, correct } of own.answers()) {
    if (epoch !== own.stage.epochs || set !== 'questions' || alias === null) continue;
    const key = keyOf({ subset, alias });
    const scores = answers.get(key);
    if (scores) scores.push(Number(correct));
    else answers.set(key, [Number(correct)]);
  }
  return new Map([...answers].map(([key, scores]) => [key, mean(scores)]));
}

/** With its group, as another second seed may put an alias into another one. */
const keyOf = ({ subset, alias }: { readonly subset: string; readonly alias: string }): string =>
  `${subset} ${alias}`;
