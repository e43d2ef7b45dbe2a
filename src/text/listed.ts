import { grouped } from './grouped.js';
import { printable, shortened } from './printable.js';

/**
 * Names from outside for a message, joined by commas: of many the first and how many more there
 * are, each on one line and cut to 60 characters.
 *
 * @param most names that are listed; default 20
 */
export function listed(names: readonly string[], most = 20): string {
  const shown = names.slice(0, most).map((name) => printable(shortened(name, 60)));
  const left = names.length - most;
  return `${shown.join(', ')}${left > 0 ? ` and ${grouped(left)} more` : ''}`;
}
