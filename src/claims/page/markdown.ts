import { seedsText } from '../../report/seeds-text.js';
import { partsIn, studiesIn } from '../../study/claims.js';
import { durationText } from '../../terminal/duration.js';
import { pCell } from '../../terminal/p-value.js';
import { printable } from '../../text/printable.js';
import { claimJson } from '../claims-json.js';
import type { ClaimJson } from '../claims-schema.js';
import { estimateText } from '../estimate-text.js';
import type { EvaluatedClaim, EvaluatedPart } from '../evaluated-claim.js';
import { claimColumns, claimRow } from './claim-row.js';
import { statisticText } from './measure-words.js';
import { claimsTested, howToRead, paperLink } from './page-words.js';
import { commandOf, formNames, type Reproduction, verdictLooks } from './reproduction.js';

/** Text that is read as it stands, also within a cell of a table. */
export const plain = (text: string): string =>
  printable(text).replaceAll(/[\\`*_{}[\]<>|#]/g, (character) =>
    character === '<' ? '&lt;' : character === '>' ? '&gt;' : `\\${character}`,
  );

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** A table in Markdown; cells are plain text. */
function table(header: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return [header, header.map(() => '---'), ...rows].map((cells, index) =>
    line(index === 1 ? cells : cells.map(plain)),
  );
}

/** The table of results, as README.md and docs/claims.md have it. */
export function resultsTable(claims: readonly ClaimJson[]): string[] {
  const { number, title, figure, verdict, effect, p, holmP, control, seeds } = claimColumns;
  const header = [number, title, figure, verdict, effect, p, holmP, control, seeds];
  const rows = claims.map((one) => {
    const row = claimRow(one);
    const shown = `${verdictLooks[one.verdict].sign} ${row.verdict}`;
    const what = row.of === '' ? row.effect : `${row.effect} (${row.of})`;
    return [
      ...[row.number, row.title, row.figure, shown, what],
      row.p,
      row.holmP,
      row.control,
      row.seeds,
    ];
  });
  return table(header, rows);
}

/** The whole report in Markdown. */
export function markdownPage({ setting, claims, failures = new Map() }: Reproduction): string {
  const { command, form, date, credence, commit, node, cpu, seconds, seedsFrom } = setting;
  const made = [
    `\`${printable(command).replaceAll('`', "'")}\``,
    `credence ${credence}${commit === null ? '' : ` (commit ${commit.slice(0, 12)}${commit.endsWith('-changed') ? '-changed' : ''})`}, Node ${node}, ${plain(cpu)}, ${date}`,
    `seeds ${seedsFrom === null ? 'as each claim fixes them beforehand' : `from ${seedsFrom}`}`,
    ...(seconds === null
      ? []
      : [`${durationText(seconds)} of training and testing, summed over runs`]),
  ];
  const lines = [
    "# The paper's claims, tested",
    '',
    `${claimsTested(claims)}: ${formNames[form]}. The paper: [${paperLink.text}](${paperLink.address}).`,
    '',
    ...resultsTable(claims.map(claimJson)),
    '',
    'The effect is the least certain number of a claim, on which its verdict hangs. p: the largest that ' +
      "the claim needs; Holm's p: corrected for the claims that were tested together.",
    ...claims.flatMap((one) => section(one, { setting, failure: failures.get(one.claim.number) })),
    ...['', '## How to read this', ''],
    ...howToRead.verdicts.map(({ verdict, meaning }) => `- **${verdict}**: ${meaning}`),
    '',
    ...howToRead.statistics.map((text) => `- ${text}`),
    ...['', '## How it was made', ''],
    ...made.map((text) => `- ${text}`),
  ];
  return `${lines.join('\n')}\n`;
}

function section(
  { claim, verdict, parts, reasons, seeds, seedsNeeded }: EvaluatedClaim,
  { setting, failure }: Pick<Reproduction, 'setting'> & { readonly failure: string | undefined },
): string[] {
  const needed =
    seedsNeeded !== null
      ? [`- Seeds that would decide it with 80 % power: about ${seedsNeeded}`]
      : [];
  return [
    ...['', `## ${claim.number}. ${plain(claim.title)}`, ''],
    `**${verdictLooks[verdict].sign} ${verdict}** (${plain(claim.figure)})`,
    '',
    `> ${plain(claim.statement)}`,
    '',
    ...(failure === undefined ? [] : [`- Training failed: ${plain(failure)}`]),
    ...reasons.map((reason) => `- ${plain(reason)}`),
    '',
    `- Would refute it: ${plain(claim.refutedBy)}`,
    ...partsIn(claim, setting.form).map(
      (part) => `- Measured: ${plain(`${part.title}: ${statisticText(part)}`)}`,
    ),
    `- Control: ${plain(claim.control)}`,
    ...(claim.caveat === undefined || reasons.includes(claim.caveat)
      ? []
      : [`- Caveat: ${plain(claim.caveat)}`]),
    `- Trained for it: ${plain(studiesIn(claim, setting.form).join(', '))}`,
    ...(seeds.length === 0 ? [] : [`- First seeds: ${seedsText(seeds)} (${seeds.length})`]),
    ...needed,
    ...claim.deviations.map((text) => `- Differs from the paper: ${plain(text)}`),
    `- To test it alone: \`${commandOf(claim, setting)}\``,
    ...(parts.length === 0 ? [] : ['', ...partsTable(parts)]),
  ];
}

function partsTable(parts: readonly EvaluatedPart[]): string[] {
  const rows = parts.flatMap(({ part, verdict, estimates, inControl, minusControl, p }) => [
    ...estimates.map((one, index) => [
      index === 0 ? part.title : '',
      one.title,
      estimateText(one),
      pCell(one.p),
      index === 0 ? verdict : '',
    ]),
    ...(inControl === null
      ? []
      : [['', 'in the control', estimateText(inControl), pCell(inControl.p), '']]),
    ...(minusControl === null
      ? []
      : [['', 'minus the control', estimateText(minusControl), pCell(minusControl.p), '']]),
    ...(estimates.length === 0 ? [[part.title, '', '-', pCell(p), verdict]] : []),
  ]);
  return table(['part', 'measured', 'mean [95 % interval]', 'p', 'verdict'], rows);
}
