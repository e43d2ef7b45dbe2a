const most = 20;
const longest = 60;

/**
 * Names of a file for a message, joined by commas: of many the first 20 and how many more there are,
 * each as `shortened` gives it.
 */
export function listed(names: readonly string[]): string {
  const shown = names.slice(0, most).map(shortened).join(', ');
  const left = names.length - most;
  return left > 0 ? `${shown} and ${left.toLocaleString('en-US')} more` : shown;
}

/** A text of a file for a message: cut to 60 characters, those that are not seen by their numbers. */
export function shortened(text: string): string {
  const cut = text.length <= longest ? text : `${text.slice(0, longest)}...`;
  return cut.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, (character) => {
    return `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;
  });
}

/** As `shortened`, in quotes. */
export function quoted(text: string): string {
  return `"${shortened(text)}"`;
}
