/** One argument of an operator, as its schema declares it. */
export interface Argument {
  readonly name: string;
  /** The type without its alias marks, its list length and the question mark of an optional. */
  readonly type: string;
  readonly optional: boolean;
  readonly default: string | undefined;
  readonly keywordOnly: boolean;
}

/** One result; `written` marks an argument that the operator wrote in place. */
export interface Result {
  readonly type: string;
  readonly name: string | undefined;
  readonly written: boolean;
}

/** An operator's schema, `name.overload(arguments) -> results`. */
export interface Schema {
  readonly key: string;
  readonly arguments: readonly Argument[];
  readonly returns: readonly Result[];
}

/** Parts of `text` between commas outside brackets. */
function splitAtCommas(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let part = '';
  for (const character of text) {
    if ('([{'.includes(character)) depth++;
    if (')]}'.includes(character)) depth--;
    if (character === ',' && depth === 0) {
      parts.push(part.trim());
      part = '';
    } else {
      part += character;
    }
  }
  if (part.trim() !== '') parts.push(part.trim());
  return parts;
}

const withoutAliases = (text: string): string =>
  text.replace(/\([a-z]+!?(?:\|[a-z]+)*(?: -> [^)]*)?\)/g, '');

/**
 * Parses the schema of operator `key` as libtorch prints it, for example
 * `aten::add.Tensor(Tensor self, Tensor other, *, Scalar alpha=1) -> Tensor`.
 */
export function parseSchema(key: string, text: string): Schema {
  const match = /^[\w:.]+\((.*)\) -> (.*)$/.exec(text);
  if (!match) throw new Error(`cannot read the schema of ${key}: ${text}`);
  const listed = splitAtCommas(match[1] ?? '');
  const star = listed.indexOf('*');
  const args = listed
    .map((declaration, i) => ({ declaration, keywordOnly: star >= 0 && i > star }))
    .filter(({ declaration }) => declaration !== '*')
    .map(({ declaration, keywordOnly }): Argument => {
      const parts = /^(.+?) (\w+)(?:=(.*))?$/.exec(withoutAliases(declaration));
      if (!parts?.[1] || !parts[2]) throw new Error(`cannot read "${declaration}" of ${key}`);
      const optional = parts[1].endsWith('?');
      const type = parts[1].replace(/\?$/, '').replace(/\[\d+\]$/, '[]');
      return { name: parts[2], type, optional, default: parts[3], keywordOnly };
    });
  const results = splitAtCommas((match[2] ?? '').replace(/^\((.*)\)$/, '$1')).map(
    (result): Result => {
      const [type = '', name] = withoutAliases(result).split(' ');
      return { type, name, written: /\([a-z]+!\)/.test(result) };
    },
  );
  return { key, arguments: args, returns: results };
}
