import { UserError } from '../errors/user-error.js';
import { counted } from '../text/counted.js';
import { parseDecimal } from '../text/decimal.js';
import { grouped } from '../text/grouped.js';
import { normaliseAnswer } from '../text/normalise.js';
import { printable, quoted, shortened } from '../text/printable.js';
import { spaceRuns } from '../text/python-text.js';
import type { Entity } from './fact-table.js';
import { firstAnswer } from './questions.js';

/** An answer as it is trained and scored, or a name, and where it stands, such as `line 5`. */
export interface PlacedAnswer {
  readonly text: string;
  readonly where: string;
}

/** Above this part of a column the metric would score what the table has not. */
const mostLost = 0.1;

/** Examples of a fault in a message. */
const mostShown = 3;

/**
 * What exact match and F1 cannot tell apart in a column, as warnings, a sentence each: answers of
 * which normalisation leaves nothing, which are right for one another and for silence; answers that
 * differ and are normalised alike; decimals and minus signs that normalisation deletes.
 *
 * @param options.refuse whether it is a UserError where that is several rows and more than one in
 * ten: rows of which nothing is left, and those that are normalised as a more frequent answer, unless
 * nothing but case, white space or articles differs
 */
export function answerFaults(
  answers: readonly PlacedAnswer[],
  { what, refuse }: { readonly what: string; readonly refuse: boolean },
): string[] {
  const forms = new Map<string, Map<string, PlacedAnswer[]>>();
  for (const answer of answers) {
    const normal = normaliseAnswer(answer.text);
    const spellings = forms.get(normal) ?? new Map<string, PlacedAnswer[]>();
    forms.set(normal, spellings);
    const same = spellings.get(answer.text);
    if (same) same.push(answer);
    else spellings.set(answer.text, [answer]);
  }
  const nothing = [...(forms.get('')?.values() ?? [])].flat();
  forms.delete('');
  const alike = [...forms.values()]
    .filter((spellings) => spellings.size > 1)
    .map((spellings) => [...spellings.values()].sort((a, b) => b.length - a.length));
  const lost = nothing.length + alike.reduce((sum, one) => sum + lostRows(one), 0);
  const faults = [...nothingText(nothing), ...alikeText(alike), ...deletedText(answers)].map(
    (fault) => `${what}: ${fault}`,
  );
  if (refuse && lost > 1 && lost > mostLost * answers.length) {
    throw new UserError(
      `${faults.join('; ')}. That is ${lost} of ${counted(answers.length, 'row')}, and more than ` +
        'one in ten could not be scored: write them as words that differ',
    );
  }
  return faults;
}

/**
 * As `answerFaults`, of a fact table whose questions several entities share: of the answers to each
 * question, and of the names.
 */
export function tableFaults(entities: readonly Entity[]): string[] {
  const byQuestion = new Map<string, PlacedAnswer[]>();
  for (const { name, facts } of entities) {
    for (const { question, answer } of facts) {
      const asked = byQuestion.get(question) ?? [];
      byQuestion.set(question, asked);
      asked.push({ text: firstAnswer(answer), where: `of ${printable(shortened(name))}` });
    }
  }
  const names = entities.map(({ name }, i) => ({ text: name, where: `entity ${i + 1}` }));
  return [
    ...answerFaults(names, { what: 'the names', refuse: false }),
    ...[...byQuestion].flatMap(([question, answers]) =>
      answerFaults(answers, { what: JSON.stringify(question), refuse: false }),
    ),
  ];
}

/** Rows with another answer than the most frequent, where more than the way of writing differs. */
function lostRows([frequent, ...rare]: readonly (readonly PlacedAnswer[])[]): number {
  const form = core(frequent?.[0]?.text ?? '');
  return rare.filter(([one]) => core(one?.text ?? '') !== form).flat().length;
}

/** What normalisation leaves of an answer besides its punctuation, which it deletes. */
function core(text: string): string {
  const words = text.toLowerCase().split(spaceRuns);
  return words.filter((word) => word !== '' && !/^(?:a|an|the)$/.test(word)).join(' ');
}

const example = ({ text, where }: PlacedAnswer): string => `${quoted(text)} (${where})`;

function examples(answers: readonly PlacedAnswer[]): string {
  const left = answers.length - mostShown;
  const shown = answers.slice(0, mostShown).map(example).join(', ');
  return left > 0 ? `${shown} and ${grouped(left)} more` : shown;
}

function nothingText(nothing: readonly PlacedAnswer[]): string[] {
  if (nothing.length === 0) return [];
  return [
    `nothing is left of ${counted(nothing.length, 'cell')} once normalised, so that each is right ` +
      `for the others, and so is silence: ${examples(nothing)}`,
  ];
}

function alikeText(alike: readonly (readonly (readonly PlacedAnswer[])[])[]): string[] {
  if (alike.length === 0) return [];
  const shown = alike.slice(0, mostShown).map((spellings) =>
    spellings
      .slice(0, mostShown)
      .map(([first]) => example(first as PlacedAnswer))
      .join(' and '),
  );
  const left = alike.length - mostShown;
  const more = left > 0 ? `; and ${grouped(left)} more` : '';
  return [`different texts that count as the same: ${shown.join('; ')}${more}`];
}

/** A sign before figures, or a mark between them: `-3`, `.5`, `1.5`, `1/2`, `10:30`. */
const deleted = /(?:^|[^\p{L}\p{N}_])[-.]\d|\d[!-/:-@[-`{-~]{1,3}\d/u;

/** Thousands are the same without their commas. */
const thousands = /^\d{1,3}(?:,\d{3})+$/;

function deletedText(answers: readonly PlacedAnswer[]): string[] {
  const found = answers.filter(({ text }) => deleted.test(text) && !thousands.test(text));
  const [first] = found;
  if (first === undefined) return [];
  const isNumber = parseDecimal(first.text) !== null;
  return [
    `normalisation deletes ${isNumber ? 'the signs and points of numbers' : 'marks between figures'} ` +
      `in ${counted(found.length, 'cell')}, so that ` +
      `${quoted(normaliseAnswer(first.text))} is right for ${examples([first])}`,
  ];
}
