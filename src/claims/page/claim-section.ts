import { seedsText } from '../../report/seeds-text.js';
import { partsIn, studiesIn } from '../../study/claims.js';
import { pCell } from '../../terminal/p-value.js';
import { counted } from '../../text/counted.js';
import { estimateText } from '../estimate-text.js';
import type { Estimate, EvaluatedClaim, EvaluatedPart, Verdict } from '../evaluated-claim.js';
import { claimFigures } from './claim-figures.js';
import { type Html, html } from './html.js';
import type { InlineFigures } from './inline-figure.js';
import { statisticText } from './measure-words.js';
import { commandOf, type Reproduction, verdictLooks } from './reproduction.js';
import type { StudyFigures } from './study-figures.js';

/** A verdict with its sign and colours. */
export function badge(verdict: Verdict, count?: number): Html {
  const { sign, tone } = verdictLooks[verdict];
  const words = count === undefined ? verdict : `${count} ${verdict}`;
  return html`<span class="badge ${tone}"><i aria-hidden="true">${sign}</i>${words}</span>`;
}

/** A table or figure that is moved within its own box where the screen is too narrow. */
export function boxed(label: string, content: Html): Html {
  return html`<div class="box" role="region" aria-label="${label}" tabindex="0">${content}</div>\n`;
}

/** What a section draws with, and the figures of the claim's studies. */
export interface SectionFigures {
  readonly figures: InlineFigures;
  readonly studies?: readonly StudyFigures[] | undefined;
}

/** All that is said of one claim. */
export async function claimSection(
  evaluated: EvaluatedClaim,
  { setting, failures = new Map() }: Omit<Reproduction, 'claims' | 'studies'>,
  { figures, studies = [] }: SectionFigures,
): Promise<Html> {
  const { claim, verdict, parts, reasons } = evaluated;
  const drawn: Html[] = [];
  for (const figure of claimFigures(evaluated)) drawn.push(await figures.drawn(figure));
  const curves = await studyCurves(claim.number, studies, figures);
  // Among the reasons it stands where it decided.
  const caveat = reasons.includes(claim.caveat ?? '') ? undefined : claim.caveat;
  const failure = failures.get(claim.number);
  return html`<section class="claim" id="claim-${claim.number}" aria-labelledby="claim-${claim.number}-title">
<h2 id="claim-${claim.number}-title">${claim.number}. ${claim.title} <a class="top" href="#results">to the table</a></h2>
<p>${badge(verdict)} <span class="soft">${claim.figure}</span></p>
<blockquote>${claim.statement}</blockquote>
${failure === undefined ? null : html`<p class="warning">Training failed: ${failure}</p>\n`}${listOf(reasons)}
<dl>
<dt>Would refute it</dt><dd>${claim.refutedBy}</dd>
<dt>How it is measured</dt><dd>${listOf(partsIn(claim, setting.form).map((part) => `${part.title}: ${statisticText(part)}`))}</dd>
<dt>Control</dt><dd>${claim.control}</dd>
${caveat === undefined ? null : html`<dt>Caveat</dt><dd>${caveat}</dd>\n`}<dt>Trained for it</dt><dd>${studiesIn(claim, setting.form).join(', ')}${seedsLine(evaluated)}</dd>
<dt>Differs from the paper</dt><dd>${claim.deviations.length === 0 ? 'in nothing' : listOf(claim.deviations)}</dd>
</dl>
${drawn}${parts.length === 0 ? null : partsTable(claim.number, parts)}${perSeed(claim.number, parts)}${curves}<p class="small soft">To test it alone: <code>${commandOf(claim, setting)}</code></p>
</section>
`;
}

const listOf = (texts: readonly string[]): Html | null =>
  texts.length === 0 ? null : html`<ul>${texts.map((text) => html`<li>${text}</li>`)}</ul>`;

function seedsLine({ seeds, seedsNeeded }: EvaluatedClaim): string {
  if (seeds.length === 0) return '';
  const needed =
    seedsNeeded !== null
      ? `; about ${seedsNeeded} first seeds would decide it with 80 % power`
      : '';
  return `; first seeds ${seedsText(seeds)} (${seeds.length})${needed}`;
}

/** The numbers of every part: a line for each estimate, and for control and difference below them. */
function partsTable(number: number, parts: readonly EvaluatedPart[]): Html {
  const rows = parts.flatMap(({ part, verdict, estimates, inControl, minusControl }) => {
    const beside = [
      ...(inControl === null ? [] : [{ ...inControl, title: 'the same in the control' }]),
      ...(minusControl === null ? [] : [{ ...minusControl, title: 'minus the control' }]),
    ];
    const head = html`<tr><th scope="rowgroup" colspan="5"><strong>${part.title}</strong> ${badge(verdict)}</th></tr>`;
    const lines = [...estimates, ...beside].map(
      (one) =>
        html`<tr><th scope="row">${one.title}</th><td class="num">${estimateText(one)}</td><td class="num">${bootstrapText(one)}</td><td class="num">${pCell(one.p)}</td><td class="num">${one.seeds.length}</td></tr>\n`,
    );
    return [html`<tbody>${head}${lines}</tbody>`];
  });
  return boxed(
    `Numbers of claim ${number}`,
    html`<table><thead><tr><th scope="col">measured</th><th scope="col">mean [95 % t interval]</th><th scope="col">bootstrap interval</th><th scope="col">p</th><th scope="col">seeds</th></tr></thead>${rows}</table>`,
  );
}

/** The bootstrap's interval alone: the mean stands beside it. */
function bootstrapText({ mean, bootstrap95 }: Estimate): string {
  const text = estimateText({ mean, ci95: bootstrap95 });
  return bootstrap95 === null ? '-' : text.slice(text.indexOf('['));
}

/** The figures of a claim's studies, folded away, or where they are. */
async function studyCurves(
  number: number,
  studies: readonly StudyFigures[],
  figures: InlineFigures,
): Promise<Html[]> {
  const shown: Html[] = [];
  for (const { study, under, drawn } of studies) {
    if (under !== number) {
      shown.push(
        html`<p class="small">Curves of ${study}: under <a href="#claim-${under}">claim ${under}</a></p>\n`,
      );
      continue;
    }
    const pictures: Html[] = [];
    for (const figure of drawn) {
      pictures.push(boxed(figure.title, await figures.drawn(figure, ['wide'])));
    }
    shown.push(
      html`<details class="curves"><summary>Curves of ${study} (${counted(drawn.length, 'figure')})</summary>${pictures}</details>\n`,
    );
  }
  return shown;
}

/** The values of every first seed, folded away. */
function perSeed(number: number, parts: readonly EvaluatedPart[]): Html | null {
  const columns = parts.flatMap(({ estimates, inControl }) => [
    ...estimates,
    ...(inControl === null ? [] : [{ ...inControl, title: 'in the control' }]),
  ]);
  const seeds = [...new Set(columns.flatMap((one) => one.seeds.map(({ seed }) => seed)))];
  if (seeds.length === 0) return null;
  const head = columns.map(({ title }) => html`<th scope="col">${title}</th>`);
  const rows = seeds
    .toSorted((a, b) => a - b)
    .map((seed) => {
      const cells = columns.map(({ seeds: own }) => {
        const value = own.find((one) => one.seed === seed)?.value;
        const text = value === undefined ? '-' : estimateText({ mean: value, ci95: null });
        return html`<td class="num">${text}</td>`;
      });
      return html`<tr><th scope="row">${seed}</th>${cells}</tr>\n`;
    });
  const table = html`<table><thead><tr><th scope="col">first seed</th>${head}</tr></thead><tbody>${rows}</tbody></table>`;
  return html`<details><summary>Values of each first seed</summary>${boxed(`Values of claim ${number} by first seed`, table)}</details>\n`;
}
