import { groupsOf, sourcesDiffer } from '../../data/groups.js';
import { fewestSeeds, fewSeeds, isAbove, isBelow } from '../../statistics/significance.js';
import { pText } from '../../terminal/p-value.js';
import type { Member } from '../findings.js';
import {
  type AlignmentResults,
  type AlignmentSummary,
  alignmentMinusControl,
  lastAlignments,
} from './alignment-summary.js';
import type { AlignmentComparison } from './comparisons.js';

/** A comparison by cosine at the end of a stage, in the control, and the difference of the two. */
interface Compared {
  readonly own: AlignmentSummary;
  readonly control: AlignmentSummary | undefined;
  readonly minus: AlignmentSummary | undefined;
}

const signed = ({ mean, p }: AlignmentSummary): string =>
  `${mean < 0 ? '-' : '+'}${Math.abs(mean).toFixed(3)}${pText(p)}`;

function find(
  { summary, control }: Member<AlignmentResults>,
  comparison: AlignmentComparison,
): Compared | null {
  const isWanted = (one: AlignmentSummary) =>
    one.comparison === comparison && one.metric === 'cosine';
  const own = lastAlignments(summary.comparisons).findLast(isWanted);
  if (own === undefined) return null;
  const others = control?.summary.comparisons ?? [];
  const same = (one: AlignmentSummary) =>
    isWanted(one) && one.stage === own.stage && one.epoch === own.epoch;
  const minus = alignmentMinusControl([own], others);
  return { own, control: others.find(same), minus: minus.find(same) };
}

/** `.199 against .091, +0.108 (p = 0.0001); in the control: -0.001 (p = 0.8); difference: ...`. */
function numbers({ own, control, minus }: Compared): string {
  const { upper, lower } = own;
  return [
    `${upper.mean.toFixed(3)} against ${lower.mean.toFixed(3)}, ${signed(own)}`,
    ...(control === undefined ? [] : [`in the control: ${signed(control)}`]),
    ...(minus === undefined ? [] : [`difference: ${signed(minus)}`]),
  ].join('; ');
}

const when = ({ own }: Compared): string => `after epoch ${own.epoch} of ${own.stage}`;

/** The comparison in which nothing but the tag differs. */
function tagsSentence(compared: Compared, differ: boolean): string {
  const { own, control, minus } = compared;
  const start =
    'The same aliases, their definitions under tag 1 against tag 2: cosine ' +
    `${numbers(compared)}, ${when(compared)}.`;
  if (own.seeds.length === 1) {
    return `${start} One seed cannot show whether that is more than chance.`;
  }
  if (!differ)
    return `${start} Neither source is more reliable here, so no difference is expected.`;
  if (isBelow(own)) {
    return `${start} Definitions under the unreliable tag agree more with the questions.`;
  }
  if (!isAbove(own)) return `${start} The tag has no significant effect on the gradients.`;
  const more = `${start} Definitions under the reliable tag agree more with the questions`;
  if (control === undefined) return `${more}; there is no control to compare with.`;
  if (isAbove(control)) return `${more}, but in the control too: no evidence of trust.`;
  if (minus === undefined || minus.p === null) {
    return `${more}; whether that is more than in the control cannot be tested.`;
  }
  if (!isAbove(minus)) return `${more}, but not significantly more than in the control.`;
  return (
    `${more}, and not in the control: how reliable the tag was in X1 decides how a definition ` +
    'changes the answers, before Stage 2 begins.'
  );
}

/** Followed by what few seeds are worth, but for one seed, of which that is said already. */
function withSeeds(sentence: string, { own, minus }: Compared): string {
  const seeds = fewestSeeds(minus ?? own);
  return [sentence, ...(seeds === 1 ? [] : fewSeeds(seeds))].join(' ');
}

/** Whether the paper's comparison of two groups, which are different aliases, says the same. */
function x2Sentence(compared: Compared): string {
  const { upper, lower } = compared.own.names;
  return `${upper} against ${lower}, which are different aliases: cosine ${numbers(compared)}.`;
}

/** X1's groups differ by whether their definitions are true, which the model has seen. */
function x1Sentence(compared: Compared): string {
  const { own, control, minus } = compared;
  const { upper, lower } = own.names;
  const start = `${upper} against ${lower}: cosine ${numbers(compared)}.`;
  const reason = 'true definitions agree with the answers that were trained on, whatever the tag';
  if (own.seeds.length === 1) return start;
  if (!isAbove(own)) return `${start} Definitions of ${upper} do not agree significantly more.`;
  if (control === undefined) {
    return `${start} Without a control to compare with, this says nothing about trust: ${reason}.`;
  }
  if (!isAbove(control)) return `${start} The control does not show it significantly.`;
  const much = control.mean > own.mean / 2 ? 'Most' : 'Part';
  return minus !== undefined && isAbove(minus)
    ? `${start} ${much} of it also appears without informative tags: ${reason}. Only the difference ` +
        'from the control can come from the reliability of the tags.'
    : `${start} It also appears without informative tags, and is not significantly larger with them, so it ` +
        `says nothing about trust: ${reason}.`;
}

/**
 * What alignments mean, in plain words and with no more claim than the numbers carry: by cosine, at
 * the last epoch measured. First the same aliases under either tag, then the paper's comparisons.
 */
export function alignmentSentences(compared: Member<AlignmentResults>): string[] {
  const differ = sourcesDiffer(groupsOf(compared.experiment.data));
  const [tags, x2, x1] = [find(compared, 'tags'), find(compared, 'X2'), find(compared, 'X1')];
  return [
    ...(tags === null ? [] : [withSeeds(tagsSentence(tags, differ), tags)]),
    ...(x2 === null ? [] : [x2Sentence(x2)]),
    ...(x1 === null ? [] : [x1Sentence(x1)]),
  ];
}
