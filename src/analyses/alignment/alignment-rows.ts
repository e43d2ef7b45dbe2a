import { mean } from 'simple-statistics';
import type { AnyLanguageModel } from '../../models/encoder-decoder.js';
import type { Tokenizer } from '../../tokenizers/tokenizer.js';
import type { TaggedPair } from './alignment-pairs.js';
import {
  type AliasAlignmentRow,
  type AlignmentMetric,
  type AlignmentRow,
  alignmentMetrics,
} from './alignment-row.js';
import { type Alignment, type AlignmentOptions, gradientAlignment } from './gradient-alignment.js';

/** Which run is analysed, how far it is, and which questions are compared. */
export type AlignmentRun = Pick<
  AlignmentRow,
  'seed' | 'secondSeed' | 'stage' | 'epoch' | 'questions'
>;

/** What one comparison of gradients leaves. */
export interface AlignmentRows {
  /**
   * One row a group, tag and metric: E_D[rho] = (1/n) sum_i (1/k) sum_j rho(definition i, question
   * ij) of the paper (Sec. 5).
   */
  readonly means: readonly AlignmentRow[];
  /** One row an alias, its definitions under their own tag. */
  readonly aliases: readonly AliasAlignmentRow[];
}

/**
 * The alignment of every pair for the weights that the model has now, by group and tag, and by
 * alias. Errors as of `gradientAlignment`.
 */
export function alignmentRows(
  model: AnyLanguageModel,
  tokenizer: Tokenizer,
  pairs: readonly TaggedPair[],
  how: AlignmentOptions,
  run: AlignmentRun,
): AlignmentRows {
  const alignments = gradientAlignment(model, tokenizer, pairs, how);
  const aligned = pairs.map((pair, i): Aligned => {
    return { pair, alignment: alignments[i] as Alignment };
  });
  const means = grouped(aligned, ({ subset, tag }) => `${subset} ${tag}`).flatMap((group) => {
    const [{ pair }] = group;
    const { subset, tag } = pair;
    const definitions = group.length;
    const questionsEach = mean(group.map((one) => one.pair.questions.length));
    return alignmentMetrics.map((metric): AlignmentRow => {
      const value = meanOf(group, metric);
      return { ...run, subset, tag, metric, value, definitions, questionsEach };
    });
  });
  const own = aligned.filter(({ pair }) => pair.tag === 'own');
  const aliases = grouped(own, ({ subset, alias }) => `${subset} ${alias}`).map(
    (group): AliasAlignmentRow => {
      const [{ pair }] = group;
      const { subset, alias } = pair;
      const [cosine, innerProduct] = [meanOf(group, 'cosine'), meanOf(group, 'innerProduct')];
      return { ...run, subset, alias, tag: 'own', cosine, innerProduct };
    },
  );
  return { means, aliases };
}

interface Aligned {
  readonly pair: TaggedPair;
  readonly alignment: Alignment;
}

type Group = readonly [Aligned, ...Aligned[]];

/** Those of one key together, keys in order of first appearance. */
function grouped(all: readonly Aligned[], key: (pair: TaggedPair) => string): Group[] {
  const groups = new Map<string, [Aligned, ...Aligned[]]>();
  for (const one of all) {
    const group = groups.get(key(one.pair));
    if (group) group.push(one);
    else groups.set(key(one.pair), [one]);
  }
  return [...groups.values()];
}

const meanOf = (group: Group, metric: AlignmentMetric): number =>
  mean(group.map(({ alignment }) => alignment[metric]));
