const most = 20;
const longest = 60;

/**
 * Names for a message, joined by commas: of many the first 20 and how many more there are, each
 * cut to 60 characters.
 */
export function listed(names: readonly string[]): string {
  const shown = names.slice(0, most).map(shortened).join(', ');
  const left = names.length - most;
  return left > 0 ? `${shown} and ${left.toLocaleString('en-US')} more` : shown;
}

/** A text of a file for a message, cut to 60 characters. */
export function shortened(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest)}...`;
}
