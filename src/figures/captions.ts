/** Words of a figure that are not about its numbers. */
export interface FigureWords {
  /** The question that the experiment asks, over the figure; defaults to what is plotted. */
  readonly question?: string;
  /** Settings that differ from the experiment's own, under the title; defaults to none. */
  readonly changes?: readonly string[];
}

/** What stands over a figure: the question, or what is plotted where there is none. */
export function headingOf({ question = '' }: FigureWords, what: string): string {
  return question === '' ? what : question;
}

/** `Exact match on test questions: world, 8 seeds`, under a question; else without what is plotted. */
export function subheadingOf({ question = '' }: FigureWords, what: string, who: string): string {
  return question === '' ? who : `${what}: ${who}`;
}

/** A caption of sentences, from texts that may lack a capital or an end; empty ones are left out. */
export function captionOf(...texts: readonly string[]): string {
  const sentences = texts
    .filter((text) => text !== '')
    .map((text) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`)
    .map((text) => (/[.?!]$/.test(text) ? text : `${text}.`));
  return sentences.join(' ');
}

/** What was changed, for a caption; empty where nothing was. */
export function changesText({ changes = [] }: FigureWords): string {
  return changes.length === 0 ? '' : `Changed: ${changes.join(', ')}`;
}
