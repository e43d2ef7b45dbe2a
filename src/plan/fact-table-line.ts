import { droppedText, type FactTable } from '../data/fact-table.js';
import { counted } from '../text/counted.js';

/**
 * What a fact table holds and what was left out of it, for a person: `100 entities with 4 facts
 * each; 7,429 rows with broken bytes; 21,358 rows left out: missing fame_score 1,606, ...`.
 */
export function factTableLine({ entities, dropped, brokenRows = 0 }: FactTable): string {
  const counts = entities.map((entity) => entity.facts.length);
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  const facts = least === most ? `${least}` : `${least} to ${most}`;
  const broken = brokenRows === 0 ? '' : `${counted(brokenRows, 'row')} with broken bytes`;
  const held = `${entities.length} entities${most === 0 ? '' : ` with ${facts} facts each`}`;
  return [held, broken, droppedText(dropped)].filter((part) => part !== '').join('; ');
}
