import { foldedLines } from '../../terminal/folded-table.js';
import { pCell } from '../../terminal/p-value.js';
import { wrapped } from '../../terminal/wrapped.js';
import { counted } from '../../text/counted.js';
import { claimJson } from '../claims-json.js';
import type { ClaimJson } from '../claims-schema.js';
import type { EvaluatedClaim } from '../evaluated-claim.js';
import { claimColumns, claimRow } from './claim-row.js';
import { claimsTested } from './page-words.js';
import type { Reproduction } from './reproduction.js';

/** What is said of a claim as soon as it is evaluated, when the others are not there to correct for. */
export function claimLine(evaluated: EvaluatedClaim): string {
  const { claim, verdict, p, reasons } = evaluated;
  const row = claimRow(claimJson(evaluated));
  const measured = row.of !== '';
  const numbers = measured ? `: ${row.of} ${row.effect}, p ${pCell(p)} uncorrected` : '';
  const why = measured || reasons[0] === undefined ? '' : `: ${reasons[0]}`;
  return `claim ${claim.number} (${claim.name}) ${verdict}${numbers}${why}`;
}

/** The table of results for a terminal, with what is worth knowing below it. */
export function claimsText({ setting, claims }: Reproduction, width: number): string[] {
  const { number, title, verdict, effect, p, holmP, seeds } = claimColumns;
  const rows = claims.map(claimJson).map((one) => {
    const row = claimRow(one);
    const [mean = '', interval = ''] = row.effect.split(/ (?=\[)/);
    return [row.number, row.title, row.verdict, [mean, interval], row.p, row.holmP, seedCount(one)];
  });
  const right = 'right' as const;
  const left = 'left' as const;
  const alignments = [right, left, left, right, right, right, left];
  const table = {
    header: [number, title, verdict, effect, p, holmP, seeds],
    rows,
    alignments,
    names: 2,
  };
  const tested = claims.filter((one) => one.p !== null).length;
  const notes = [
    `${claimsTested(claims)}. Effect: the least certain number of a claim.` +
      (tested === 0 ? '' : ` Holm's p corrects for the ${counted(tested, 'claim')} with a p.`),
    ...(setting.form === 'quick'
      ? ['Quick form: it shows that everything runs; its numbers and verdicts mean nothing.']
      : []),
  ];
  return [...foldedLines(table, width), '', ...notes.flatMap((note) => wrapped(note, width))];
}

/** `8`, or of an undecided claim `8 of 22`: how many it has of those that it needs. */
function seedCount({ seeds, seedsNeeded }: ClaimJson): string {
  if (seeds.length === 0) return '-';
  const needed = seedsNeeded !== null ? ` of ${seedsNeeded}` : '';
  return `${seeds.length}${needed}`;
}
