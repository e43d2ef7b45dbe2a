/** What is asked by a predicate of Wikidata, and how its answers are written. */
export interface TrexPredicate {
  readonly question: string;
  /** Whether the answer is the first word of a person's name. */
  readonly firstName?: 'always' | 'paper only';
  /** Whether the answer is the period of a date. */
  readonly date?: true;
  /** Whose list has it, where not both do. */
  readonly only?: 'release' | 'paper';
}

const person = { firstName: 'always' } as const;

/**
 * The predicates of T-REx that are asked about, and their questions (paper, App. A.2, Table 2). The
 * release leaves out P161 and P88, adds P31, and keeps the whole names of P1040's editors.
 */
export const trexPredicates: Readonly<Record<string, TrexPredicate>> = {
  P180: { question: 'What does {e} depict?' },
  P195: { question: 'Which collection is {e} part of?' },
  P135: { question: 'Which movement is {e} associated with?' },
  P123: { question: 'Who is the publisher of {e}?' },
  P750: { question: 'What is the distributor of {e}?' },
  P275: { question: 'What is the license of {e}?' },
  P127: { question: 'Who owns {e}?' },
  P178: { question: 'Who developed {e}?' },
  P407: { question: 'In which language was {e} published?' },
  P364: { question: 'In which language was {e} published?' },
  P577: { question: 'When was {e} published or released?', date: true },
  P179: { question: 'Which series is {e} part of?' },
  P50: { question: 'First name of the author of {e}?', ...person },
  P57: { question: 'First name of the director of {e}?', ...person },
  P58: { question: 'First name of the screenwriter of {e}?', ...person },
  P344: { question: 'First name of the cinematographer of {e}?', ...person },
  P161: { question: 'First name of a cast member of {e}?', ...person, only: 'paper' },
  P162: { question: 'First name of the producer of {e}?', ...person },
  P1040: { question: 'First name of the editor of {e}?', firstName: 'paper only' },
  P98: { question: 'First name of the editor of {e}?', ...person },
  P88: { question: 'First name of the commissioner of {e}?', ...person, only: 'paper' },
  P86: { question: 'First name of the composer for {e}?', ...person },
  P136: { question: 'What is the genre of {e}?' },
  P921: { question: 'What is the main subject of {e}?' },
  P840: { question: 'Where is {e} set?' },
  P915: { question: 'Where was {e} filmed?' },
  P31: { question: 'What is the type of {e}?', only: 'release' },
};

/** The predicates of one of the two lists. */
export function predicatesOf(rules: 'release' | 'paper'): ReadonlySet<string> {
  const names = Object.keys(trexPredicates);
  return new Set(names.filter((name) => (trexPredicates[name]?.only ?? rules) === rules));
}
