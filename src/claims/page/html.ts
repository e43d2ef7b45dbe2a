import { printable } from '../../text/printable.js';

/** A piece of a page that is HTML already, as `html` makes it. */
export class Html {
  constructor(readonly text: string) {}
}

type Inserted = string | number | Html | null | readonly (Html | null)[];

const entities: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#39;'],
]);

/** Text as it stands in HTML, between tags or in quotes. */
export const escaped = (text: string): string =>
  printable(text).replaceAll(/[&<>"']/g, (character) => entities.get(character) ?? character);

function inserted(value: Inserted): string {
  if (value === null) return '';
  if (value instanceof Html) return value.text;
  if (typeof value === 'object') return value.map(inserted).join('');
  return escaped(String(value));
}

/** A template whose values are escaped, unless they are HTML themselves; lists and nulls are allowed. */
export function html(parts: TemplateStringsArray, ...values: readonly Inserted[]): Html {
  const text = parts.map((part, index) => `${part}${inserted(values[index] ?? null)}`);
  return new Html(text.join(''));
}
