import { MersenneTwister } from '../../random/mersenne-twister.js';
import { compareCodePoints } from '../../text/code-points.js';
import { firstDigits, stripPython } from '../../text/python-text.js';
import { periodOf } from '../answer-rules.js';
import type { Entity, Fact } from '../fact-table.js';
import { predicatesOf, type TrexPredicate, trexPredicates } from './predicates.js';
import type { Triple } from './triples.js';

/** An entity is asked about from so many questions on. */
const fewestQuestions = 4;

/** What a seed makes of T-REx: entities in the order of their names, their facts by question. */
export interface TrexQuestions {
  readonly entities: readonly Entity[];
  /** How many entities have enough questions, of whom at most that many are returned. */
  readonly possible: number;
  /** Rows that were left out, by reason. */
  readonly dropped: Readonly<Record<string, number>>;
}

interface Row {
  readonly predicate: TrexPredicate;
  readonly entity: string;
  readonly answer: string;
}

/**
 * The questions of a seed from filtered triples, whose order matters, since the seed shuffles them
 * (paper, App. A.2). The same answer about an entity is kept once; the answers to one question are
 * joined by `;`; entities are taken in a random order while they have four questions and `wanted`
 * are not reached. By the paper's rules each keeps four random questions.
 */
export function askTriples(
  triples: readonly Triple[],
  options: { readonly wanted: number; readonly rules: 'release' | 'paper'; readonly seed: number },
): TrexQuestions {
  const { rules, seed } = options;
  const dropped: Record<string, number> = {};
  const drop = (reason: string): [] => {
    dropped[reason] = (dropped[reason] ?? 0) + 1;
    return [];
  };
  const rows = askedTriples(triples, rules).flatMap(
    (triple) => rowOf(triple, rules) ?? drop('unreadable date or empty title'),
  );
  const random = new MersenneTwister(seed);
  random.shuffle(rows);
  const known = new Set<string>();
  const answered = rows.flatMap((row) => {
    const key = `${row.entity}\0${row.answer}`;
    if (known.has(key)) return drop('repeated answer about an entity');
    known.add(key);
    const answer = finalAnswer(row, rules);
    return answer === null ? drop('no first name') : [{ ...row, answer }];
  });

  const entities = groupByEntity(answered);
  random.shuffle(entities);
  const possible = entities.filter(({ facts }) => facts.length >= fewestQuestions);
  const chosen = possible.slice(0, options.wanted);
  return {
    entities: (rules === 'paper' ? withFourFacts(chosen, seed) : chosen).sort((a, b) =>
      compareCodePoints(a.name, b.name),
    ),
    possible: possible.length,
    dropped,
  };
}

/** The triples of the subjects that have four different predicates of the list. */
function askedTriples(triples: readonly Triple[], rules: 'release' | 'paper'): Triple[] {
  const list = predicatesOf(rules);
  const listed = triples.filter(({ predicate }) => list.has(predicate));
  const predicates = new Map<string, Set<string>>();
  for (const { subj, predicate } of listed) {
    const own = predicates.get(subj);
    if (own) own.add(predicate);
    else predicates.set(subj, new Set([predicate]));
  }
  return listed.filter(({ subj }) => (predicates.get(subj)?.size ?? 0) >= fewestQuestions);
}

/** What is asked and answered by a triple; null where a date has no year or nothing is left. */
function rowOf({ subj, predicate: name, obj }: Triple, rules: 'release' | 'paper'): Row | null {
  const predicate = trexPredicates[name] as TrexPredicate;
  const entity = withoutBrackets(subj);
  if (entity === '') return null;
  if (!predicate.date) return { predicate, entity, answer: withoutBrackets(obj) };
  const year = firstDigits(obj, 4);
  return year === null ? null : { predicate, entity, answer: periodOf(year, rules) };
}

/** Without everything from the first opening bracket of a line to its last closing one. */
function withoutBrackets(text: string): string {
  const lines = text.split('\n').map((line) => {
    const [open, close] = [line.indexOf('('), line.lastIndexOf(')')];
    return open >= 0 && close > open ? line.slice(0, open) + line.slice(close + 1) : line;
  });
  return stripPython(lines.join('\n'));
}

/** The answer, of a person's name its first word; null where that is no name of two words. */
function finalAnswer({ predicate, answer }: Row, rules: 'release' | 'paper'): string | null {
  const { firstName } = predicate;
  if (firstName === undefined || (firstName === 'paper only' && rules === 'release')) return answer;
  const [first = '', ...others] = answer.split(' ');
  return others.length > 0 && Array.from(first).length >= 2 ? first : null;
}

/** Entities sorted by name, the answers to each of their questions joined, sorted by question. */
function groupByEntity(rows: readonly Row[]): Entity[] {
  const byEntity = new Map<string, Map<string, string[]>>();
  for (const { entity, predicate, answer } of rows) {
    const questions = byEntity.get(entity) ?? new Map<string, string[]>();
    byEntity.set(entity, questions);
    const answers = questions.get(predicate.question);
    if (answers) answers.push(answer);
    else questions.set(predicate.question, [answer]);
  }
  return [...byEntity]
    .map(([name, questions]) => ({ name, facts: sortedFacts(questions) }))
    .sort((a, b) => compareCodePoints(a.name, b.name));
}

function sortedFacts(questions: ReadonlyMap<string, readonly string[]>): Fact[] {
  return [...questions]
    .map(([question, answers]) => ({ question, answer: answers.join(';') }))
    .sort((a, b) => compareCodePoints(a.question, b.question));
}

/** Drawn from a generator of its own, so that the entities are those of the release's draws. */
function withFourFacts(entities: readonly Entity[], seed: number): Entity[] {
  const random = MersenneTwister.named(seed, 'four questions of T-REx');
  return entities.map(({ name, facts }) => {
    const drawn = new Set(random.sample(facts, fewestQuestions));
    return { name, facts: facts.filter((fact) => drawn.has(fact)) };
  });
}
