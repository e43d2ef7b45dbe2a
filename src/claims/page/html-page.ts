import { durationText } from '../../terminal/duration.js';
import { counted } from '../../text/counted.js';
import { claimJson } from '../claims-json.js';
import { overviewFigure } from './claim-figures.js';
import { claimColumns, claimRow } from './claim-row.js';
import { badge, boxed, claimSection } from './claim-section.js';
import { type Html, html } from './html.js';
import { InlineFigures } from './inline-figure.js';
import { claimsTested, howToRead, paperLink } from './page-words.js';
import { formNames, type Reproduction, verdictCounts } from './reproduction.js';
import { studyFigures } from './study-figures.js';
import { darkStyle, pageStyle } from './style.js';

/**
 * The whole report as one HTML page that needs nothing beside it: figures inline, no script, light and
 * dark as the reader's system has it, and made to be printed.
 */
export async function htmlPage(reproduction: Reproduction): Promise<string> {
  const { setting, claims } = reproduction;
  const figures = new InlineFigures();
  const overview = overviewFigure(claims);
  const drawn = overview === null ? null : await figures.drawn(overview);
  const sections: Html[] = [];
  const studies = studyFigures(reproduction);
  for (const one of claims) {
    const own = { figures, studies: studies.get(one.claim.number) };
    sections.push(await claimSection(one, reproduction, own));
  }
  const title = "The paper's claims, tested";
  const dark = `@media screen and (prefers-color-scheme:dark){${darkStyle}${figures.darkColours().text}}`;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}: ${claimsTested(claims)}</title>
`;
  const body = html`<body>
<header>
<h1>${title}</h1>
<p>Implicit meta-learning (<a href="${paperLink.address}">${paperLink.text}</a>) in ${counted(claims.length, 'claim')}, each tested by training models: ${formNames[setting.form]}. ${claimsTested(claims)}.</p>
${setting.form === 'quick' ? html`<p class="warning">This is the quick form. It shows that everything runs; its numbers and verdicts mean nothing.</p>\n` : null}<ul class="counts">${verdictCounts(claims).map(({ verdict, count }) => html`<li>${badge(verdict, count)}</li>`)}</ul>
</header>
<main>
<h2 id="results">Results</h2>
${resultsTable(reproduction)}<p class="small soft">The effect is the least certain number of a claim, on which its verdict hangs; all others are in its section. p: the largest that the claim needs; Holm's p: corrected for the claims that were tested together.</p>
${drawn}
${sections}
${readingGuide()}
${environmentList(reproduction)}
</main>
</body>
</html>
`;
  return `${page.text}<style>${pageStyle}${dark}</style>\n</head>\n${body.text}`;
}

function resultsTable({ claims }: Pick<Reproduction, 'claims'>): Html {
  const columns = Object.entries(claimColumns).filter(
    ([name]) => name !== 'of' && name !== 'figure',
  );
  const head = columns.map(([, text]) => html`<th scope="col">${text}</th>`);
  const rows = claims.map(claimJson).map((one) => {
    const row = claimRow(one);
    const id = `#claim-${one.number}`;
    const of = row.of === '' ? null : html`<span class="soft">${row.of}</span>`;
    return html`<tr><td class="num">${row.number}</td><th scope="row"><a href="${id}">${row.title}</a><span class="soft">${row.figure}</span></th><td>${badge(one.verdict)}</td><td>${estimateOf(row.effect)}${of}</td><td class="num">${row.p}</td><td class="num">${row.holmP}</td><td>${estimateOf(row.control)}</td><td class="seeds">${row.seeds}</td></tr>\n`;
  });
  const table = html`<table><thead><tr>${head}</tr></thead><tbody>${rows}</tbody></table>`;
  return boxed('Results of all claims', table);
}

/** A mean and its interval, which stand below each other where there is little room. */
const estimateOf = (text: string): Html =>
  html`${text.split(/ (?=\[)/).map((piece) => html`<span class="num">${piece}</span> `)}`;

function readingGuide(): Html {
  const { verdicts, statistics } = howToRead;
  return html`<section class="claim" id="reading" aria-labelledby="reading-title">
<h2 id="reading-title">How to read this</h2>
<dl>${verdicts.map(({ verdict, meaning }) => html`<dt>${badge(verdict)}</dt><dd>${meaning}</dd>\n`)}</dl>
<ul>${statistics.map((text) => html`<li>${text}</li>`)}</ul>
</section>`;
}

function environmentList({ setting }: Reproduction): Html {
  const { command, credence, commit, node, cpu, date, seconds, seedsFrom } = setting;
  const facts: readonly (readonly [string, string])[] = [
    ['Form', formNames[setting.form]],
    [
      'Seeds',
      seedsFrom === null ? 'fixed beforehand, with each claim' : `from ${seedsFrom} (--seeds-from)`,
    ],
    [
      'credence',
      `${credence}${commit === null ? '' : `, commit ${commit.replace(/^(\w{12})\w*/, '$1')}`}`,
    ],
    ['Node', node],
    ['Processor', cpu],
    ['Date', date],
    [
      'Training and testing',
      seconds === null ? 'not known' : `${durationText(seconds)}, summed over runs`,
    ],
  ];
  return html`<section class="claim" id="environment" aria-labelledby="environment-title">
<h2 id="environment-title">How it was made</h2>
<pre>${command}</pre>
<dl>${facts.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>\n`)}</dl>
</section>`;
}
