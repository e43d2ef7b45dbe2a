import { mean } from 'simple-statistics';
import { z } from 'zod';
import { type AlignmentGainRow, alignmentGain } from '../analyses/alignment/alignment-gain.js';
import { type AliasAlignmentRow, aliasMetrics } from '../analyses/alignment/alignment-row.js';
import { evaluationSet } from '../data/evaluation-sets.js';
import { type Subset, subsetNames } from '../data/subsets.js';
import type { StageRun } from './folder.js';
import { readRows } from './stage-record.js';

const aliasAlignmentSchema: z.ZodType<AliasAlignmentRow> = z.strictObject({
  seed: z.int(),
  secondSeed: z.int().nullable(),
  stage: z.string(),
  epoch: z.int().min(0),
  subset: z.enum(subsetNames),
  alias: z.string(),
  tag: z.literal('own'),
  questions: z.enum(['test', 'train']),
  cosine: z.number(),
  innerProduct: z.number(),
});

/** What is read of an answer. */
const answerSchema = z.object({
  epoch: z.int().min(0),
  subset: z.enum(subsetNames),
  set: evaluationSet,
  alias: z.string().nullable(),
  correct: z.boolean(),
});

/**
 * How the alignments of aliases go with what the last stage of each run teaches about them: a row a
 * metric, of the subsets whose definitions it trains on and whose gradients an earlier stage last
 * compared. None where there is no such stage. Throws a UserError that names a damaged file.
 */
export function readAlignmentGains(runs: readonly StageRun[]): AlignmentGainRow[] {
  const last = Math.max(...runs.map(({ index }) => index));
  return runs.filter(({ index }) => index === last).flatMap(gainsOver);
}

function gainsOver(run: StageRun): AlignmentGainRow[] {
  const { seed, secondSeed, stage: last, parent } = run;
  const compared = lastCompared(parent);
  if (parent === null || compared === null) return [];
  const { atEpochs, subsets } = compared.gradients;
  const taught = subsets.filter((subset) => last.train.definitions.includes(subset));
  if (taught.length === 0) return [];
  const epoch = Math.max(...atEpochs);
  const aligned = readRows(compared.run, 'alias-gradients', aliasAlignmentSchema).filter(
    (row) => row.epoch === epoch && taught.includes(row.subset),
  );
  // The last stage begins with the weights that these answers are of.
  const [before, after] = [scoresAtEnd(parent), scoresAtEnd(run)];
  const place = { seed, secondSeed, stage: compared.run.stage.name, epoch, last: last.name };
  return aliasMetrics.map((metric) => {
    const alignments = new Map(aligned.map((row) => [keyOf(row), row[metric]]));
    return { ...place, metric, ...alignmentGain(alignments, before, after) };
  });
}

/** The latest of a stage and those before it that compares gradients. */
function lastCompared(run: StageRun | null) {
  for (let one = run; one !== null; one = one.parent) {
    const { gradients } = one.stage;
    if (gradients !== null) return { run: one, gradients };
  }
  return null;
}

/** The share of an alias's test questions that were answered rightly at the end of a stage. */
function scoresAtEnd(run: StageRun): ReadonlyMap<string, number> {
  const answers = new Map<string, number[]>();
  for (const { epoch, subset, set, alias, correct } of readRows(run, 'answers', answerSchema)) {
    if (epoch !== run.stage.epochs || set !== 'questions' || alias === null) continue;
    const key = keyOf({ subset, alias });
    const own = answers.get(key);
    if (own) own.push(Number(correct));
    else answers.set(key, [Number(correct)]);
  }
  return new Map([...answers].map(([key, own]) => [key, mean(own)]));
}

/** With its subset, as another second seed may put an alias into another one. */
const keyOf = ({ subset, alias }: { readonly subset: Subset; readonly alias: string }): string =>
  `${subset} ${alias}`;
