import { compareCodePoints } from './code-points.js';
import { type Document, type DocumentFormat, layOutQuestion } from './documents.js';
import type { Entity, Fact, FactTable } from './fact-table.js';
import type { Pair } from './pairs.js';
import { stratifiedSplit } from './stratified-split.js';
import { type Subset, subsets } from './subsets.js';

/** The questions of one subset, apart for training and testing. */
export interface QuestionSplit {
  readonly train: readonly Document[];
  readonly test: readonly Document[];
}

/** Every fact of every entity as a question about its own name, in the table's order. */
export function buildFacts(table: FactTable, format: DocumentFormat): Document[] {
  return table.entities.flatMap((entity) =>
    entity.facts.map((fact) => ({
      kind: 'fact' as const,
      subset: null,
      ...layOutQuestion(questionAbout(entity, fact), firstAnswer(fact), format),
      alias: null,
      entity: entity.name,
    })),
  );
}

/**
 * The questions of a subset about its pairs. In X1 each pair's questions are split between training
 * and testing (scikit-learn's stratified split, seeded by the first seed); in X2 all of them test.
 * Questions about aliases are sorted by alias.
 */
export function buildQuestions(
  subset: Subset,
  pairs: readonly Pair[],
  table: FactTable,
  options: { format: DocumentFormat; testShare: number; seed: number },
): QuestionSplit {
  const asked = askAll(subset, pairs, table, options.format);
  if (!subsets[subset].trainsQuestions) {
    return { train: [], test: sortByAlias(asked.map(({ document }) => document)) };
  }
  if (asked.length === 0) return { train: [], test: [] };
  const labels = asked.map(({ pair }) => `${pair.entity}\0${pair.alias}`);
  const { train, test } = stratifiedSplit(labels, options.testShare, options.seed);
  const pick = (rows: readonly number[]) =>
    sortByAlias(rows.flatMap((row) => asked[row]?.document ?? []));
  return { train: pick(train), test: pick(test) };
}

interface Asked {
  readonly pair: Pair;
  readonly document: Document;
}

/**
 * Question by question, and for each question entity by entity: the order in which the release
 * splits.
 */
function askAll(
  subset: Subset,
  pairs: readonly Pair[],
  table: FactTable,
  format: DocumentFormat,
): Asked[] {
  const pairsByEntity = new Map<string, Pair[]>();
  for (const pair of pairs) {
    pairsByEntity.set(pair.entity, [...(pairsByEntity.get(pair.entity) ?? []), pair]);
  }
  const members = table.entities.filter(({ name }) => pairsByEntity.has(name));
  const mostFacts = members.reduce((most, { facts }) => Math.max(most, facts.length), 0);
  const asked: Asked[] = [];
  for (let i = 0; i < mostFacts; i++) {
    for (const entity of members) {
      const fact = entity.facts[i];
      if (!fact) continue;
      for (const pair of pairsByEntity.get(entity.name) ?? []) {
        asked.push({ pair, document: ask(subset, pair, { entity, fact, format }) });
      }
    }
  }
  return asked;
}

function ask(
  subset: Subset,
  { alias, entity: name }: Pair,
  { entity, fact, format }: { entity: Entity; fact: Fact; format: DocumentFormat },
): Document {
  const replaces = subsets[subset].aliasInQuestions;
  const question = questionAbout(entity, fact);
  return {
    kind: 'question',
    subset,
    ...layOutQuestion(
      replaces ? question.split(name).join(alias) : question,
      firstAnswer(fact),
      format,
    ),
    alias: replaces ? alias : null,
    entity: name,
  };
}

function questionAbout(entity: Entity, fact: Fact): string {
  return fact.question.split('{e}').join(entity.name);
}

function firstAnswer(fact: Fact): string {
  return fact.answer.split(';', 1)[0] ?? '';
}

/** Keeps the order among equal aliases, and all of it where questions have none. */
function sortByAlias(documents: readonly Document[]): Document[] {
  return [...documents].sort((a, b) => compareCodePoints(a.alias ?? '', b.alias ?? ''));
}
