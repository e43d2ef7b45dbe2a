/**
 * A text as a message quotes it: of one with more than `most` UTF-16 units the beginning, and that
 * it goes on.
 */
export function shortened(text: string, most = 80): string {
  if (text.length <= most) return text;
  return `${text.slice(0, most - 3).replace(/[\ud800-\udbff]$/, '')}...`;
}
