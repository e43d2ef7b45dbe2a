import { UserError } from '../errors/user-error.js';
import { counted } from '../text/counted.js';
import { grouped } from '../text/grouped.js';
import { quoted } from '../text/printable.js';
import type { DocumentFormat } from './documents.js';

/** One thing that is known of an entity. */
export interface Fact {
  /** The question with `{e}` where the entity's name or its alias stands. */
  readonly question: string;
  /**
   * The answer; alternatives are joined by `;`, and the first of them is the one that is trained
   * and scored.
   */
  readonly answer: string;
  /** What it is about, in a word, such as a column's name; where absent, the question says it. */
  readonly attribute?: string;
}

/** The name of what a fact is about: its attribute, or the question with `{e}` in it. */
export const attributeOf = ({ attribute, question }: Fact): string => attribute ?? question;

/** A named thing and what is known of it. */
export interface Entity {
  readonly name: string;
  readonly facts: readonly Fact[];
  readonly popularity?: number;
}

/** Who can be defined and asked about, and what was made of the source's rows. */
export interface FactTable {
  readonly entities: readonly Entity[];
  /** Rows that were left out, by reason. */
  readonly dropped: Readonly<Record<string, number>>;
  /** Rows in which bytes that are not UTF-8 were replaced, whether or not they were left out. */
  readonly brokenRows?: number;
  /** What is kept and may not be meant, a sentence each. */
  readonly warnings?: readonly string[];
  /**
   * In which order questions are split between training and testing, which decides how the draws
   * fall: question by question, or sorted by text, as the release does with T-REx.
   */
  readonly splitOrder?: 'by question' | 'by text';
}

/**
 * What was left out, for a person: `21,358 rows left out: 1,606 missing fame_score, ...`; empty
 * where nothing was.
 */
export function droppedText(dropped: FactTable['dropped']): string {
  const reasons = Object.entries(dropped).filter(([, rows]) => rows > 0);
  if (reasons.length === 0) return '';
  const total = reasons.reduce((sum, [, rows]) => sum + rows, 0);
  const listed = reasons.map(([reason, rows]) => `${grouped(rows)} ${reason}`);
  return `${counted(total, 'row')} left out: ${listed.join(', ')}`;
}

/** Warnings that are shown to a person. */
const mostWarnings = 6;

/**
 * What a fact table holds and what was left out of it, for a person: `100 entities with 4 facts
 * each; 7,429 rows with broken bytes; 21,358 rows left out: 1,606 missing fame_score, ...`, and the
 * warnings.
 */
export function factTableText(table: FactTable): string {
  const { entities, dropped, brokenRows = 0, warnings = [] } = table;
  const counts = entities.map((entity) => entity.facts.length);
  const least = counts.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const most = counts.reduce((a, b) => Math.max(a, b), 0);
  const facts = least === most ? `${least}` : `${least} to ${most}`;
  const broken = brokenRows === 0 ? '' : `${counted(brokenRows, 'row')} with broken bytes`;
  const held = `${entities.length} entities${most === 0 ? '' : ` with ${facts} facts each`}`;
  const parts = [held, broken, droppedText(dropped)].filter((part) => part !== '').join('; ');
  const left = warnings.length - mostWarnings;
  const more = left > 0 ? `. And ${left} more warnings: data show --json lists them` : '';
  const shown = warnings.slice(0, mostWarnings).map((warning) => `. Warning: ${warning}`);
  return `${parts}${shown.join('')}${more}`;
}

/**
 * Throws a UserError where two entities share a name, or where an entity has no name or no facts; and,
 * in a format of words alone, where a first answer is empty, so that a document would end in nothing.
 */
export function checkFactTable(table: FactTable, format: DocumentFormat): void {
  const names = new Set<string>();
  for (const { name, facts } of table.entities) {
    if (name === '') throw new UserError('the fact table has an entity with an empty name');
    if (names.has(name)) throw new UserError(`the fact table has two entities named "${name}"`);
    if (facts.length === 0) throw new UserError(`the fact table has no facts about "${name}"`);
    names.add(name);
    const empty = facts.find(({ answer }) => /^\s*(?:;|$)/.test(answer));
    if (format === 'plain' && empty !== undefined) {
      const question = quoted(empty.question.split('{e}').join(name));
      throw new UserError(`the fact table has an empty answer to ${question}`);
    }
  }
}
