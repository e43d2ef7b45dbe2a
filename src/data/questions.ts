import { stratifiedSplit } from '../random/stratified-split.js';
import { compareCodePoints } from '../text/code-points.js';
import { stripPython } from '../text/python-text.js';
import {
  type Document,
  type DocumentFormat,
  layOutQuestion,
  promptInContext,
} from './documents.js';
import { attributeOf, type Entity, type Fact, type FactTable } from './fact-table.js';
import type { Group } from './groups.js';
import type { Pair } from './pairs.js';

/** The questions of one group, apart for training and testing. */
export interface QuestionSplit {
  readonly train: readonly Document[];
  readonly test: readonly Document[];
}

/** What is needed to write questions. */
export interface QuestionWriting {
  readonly format: DocumentFormat;
  readonly testShare: number;
  readonly seed: number;
  /** The definition that stands before every question about an alias, where one does. */
  readonly contexts: ReadonlyMap<string, Document>;
}

/** Every fact of every entity as a question about its own name, in the table's order. */
export function buildFacts(table: FactTable, format: DocumentFormat): Document[] {
  return table.entities.flatMap((entity) =>
    entity.facts.map((fact) => ({
      kind: 'fact' as const,
      subset: null,
      ...layOutQuestion(questionAbout(entity, fact), firstAnswer(fact.answer), format),
      alias: null,
      entity: entity.name,
      attribute: attributeOf(fact),
    })),
  );
}

/**
 * The questions of a group about its pairs. Where they train each pair's questions are split between training
 * and testing (scikit-learn's stratified split, seeded by the first seed); else all of them test.
 * Questions about aliases are sorted by alias.
 */
export function buildQuestions(
  group: Group,
  pairs: readonly Pair[],
  table: FactTable,
  writing: QuestionWriting,
): QuestionSplit {
  const asked = askAll(pairs, table).map((one) => ({
    ...one,
    document: ask(group, one, writing),
  }));
  if (!group.trainsQuestions) {
    return { train: [], test: sortByAlias(asked.map(({ document }) => document)) };
  }
  if (asked.length === 0) return { train: [], test: [] };
  const labels = asked.map(({ pair }) => `${pair.entity}\0${pair.alias}`);
  const { train, test } = stratifiedSplit(labels, writing.testShare, writing.seed);
  const pick = (rows: readonly number[]) =>
    sortByAlias(rows.flatMap((row) => asked[row]?.document ?? []));
  return { train: pick(train), test: pick(test) };
}

/**
 * The questions about pairs with the aliases of two of them exchanged, neighbours in the order of
 * aliases; the last of an odd number is left out. A definition in front stays the pair's own. Sorted
 * by alias.
 */
export function exchangeAliases(
  group: Group,
  pairs: readonly Pair[],
  table: FactTable,
  writing: QuestionWriting,
): Document[] {
  const aliases = pairs.map(({ alias }) => alias).sort(compareCodePoints);
  const other = new Map(
    aliases.flatMap((alias, i): [string, string][] => {
      const partner = aliases[i % 2 === 0 ? i + 1 : i - 1];
      return partner === undefined ? [] : [[alias, partner]];
    }),
  );
  const documents = askAll(pairs, table).flatMap((one) => {
    const shown = other.get(one.pair.alias);
    return shown === undefined ? [] : [ask(group, one, writing, shown)];
  });
  return sortByAlias(documents);
}

/** An answer without its alternatives: what is trained and scored, as in the release. */
export function firstAnswer(answer: string): string {
  return stripPython(answer.split(';', 1)[0] ?? '');
}

interface Asked {
  readonly pair: Pair;
  readonly question: string;
  readonly answer: string;
  readonly attribute: string;
}

/** Every question about every pair, in the order in which the release splits them. */
function askAll(pairs: readonly Pair[], table: FactTable): Asked[] {
  const pairsByEntity = new Map<string, Pair[]>();
  for (const pair of pairs) {
    const own = pairsByEntity.get(pair.entity);
    if (own) own.push(pair);
    else pairsByEntity.set(pair.entity, [pair]);
  }
  const members = table.entities.filter(({ name }) => pairsByEntity.has(name));
  const mostFacts = members.reduce((most, { facts }) => Math.max(most, facts.length), 0);
  const rows: (Omit<Asked, 'pair'> & { readonly entity: string })[] = [];
  for (let i = 0; i < mostFacts; i++) {
    for (const entity of members) {
      const fact = entity.facts[i];
      if (!fact) continue;
      const question = questionAbout(entity, fact);
      const answer = firstAnswer(fact.answer);
      rows.push({ entity: entity.name, question, answer, attribute: attributeOf(fact) });
    }
  }
  if (table.splitOrder === 'by text') {
    rows.sort((a, b) => compareCodePoints(a.question, b.question));
  }
  return rows.flatMap(({ entity, ...asked }) =>
    (pairsByEntity.get(entity) ?? []).map((pair) => ({ pair, ...asked })),
  );
}

/** The alias stands wherever the name does, inside the question's own words too. */
function ask(
  { name: subset, aliasInQuestions: replaces }: Group,
  { pair, question, answer, attribute }: Asked,
  { format, contexts }: QuestionWriting,
  shown = pair.alias,
): Document {
  const text = replaces ? question.split(pair.entity).join(shown) : question;
  const written = layOutQuestion(text, answer, format);
  const context = contexts.get(pair.alias);
  return {
    kind: 'question',
    subset,
    prompt: context ? promptInContext(context, written.prompt, format) : written.prompt,
    answer: written.answer,
    alias: replaces ? shown : null,
    entity: pair.entity,
    attribute,
  };
}

function questionAbout(entity: Entity, fact: Fact): string {
  return fact.question.split('{e}').join(entity.name);
}

/** Keeps the order among equal aliases, and all of it where questions have none. */
function sortByAlias(documents: readonly Document[]): Document[] {
  return [...documents].sort((a, b) => compareCodePoints(a.alias ?? '', b.alias ?? ''));
}
