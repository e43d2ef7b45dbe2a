import type { FactTable } from '../data/fact-table.js';

/**
 * What a fact table holds and what was left out of it, for a person: `100 entities with 4 facts
 * each; 21,358 rows left out: missing fame_score 1,606, ...`.
 */
export function factTableLine({ entities, dropped }: FactTable): string {
  const counts = entities.map((entity) => entity.facts.length);
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  const facts = least === most ? `${least}` : `${least} to ${most}`;
  const held = `${entities.length} entities with ${facts} facts each`;
  const reasons = Object.entries(dropped).filter(([, rows]) => rows > 0);
  if (reasons.length === 0) return held;
  const count = (rows: number): string => rows.toLocaleString('en-US');
  const total = reasons.reduce((sum, [, rows]) => sum + rows, 0);
  const listed = reasons.map(([reason, rows]) => `${reason} ${count(rows)}`).join(', ');
  return `${held}; ${count(total)} rows left out: ${listed}`;
}
