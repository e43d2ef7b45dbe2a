import { type Document, type DocumentFormat, layOutQuestion } from './documents.js';
import type { Pair } from './pairs.js';
import { firstAnswer } from './questions.js';

/** The questions of entity attribution: which entity an alias stands for (paper, Fig. 9). */
export const attributionQuestions = {
  who: { paper: 'Who is {e}?', plain: 'who {e}' },
  meaning: { paper: 'What does {e} mean?', plain: 'meaning {e}' },
  standFor: { paper: 'What does {e} stand for?', plain: 'standFor {e}' },
  name: { paper: 'What is the name of {e}?', plain: 'name {e}' },
} as const satisfies Record<string, Record<DocumentFormat, string>>;

/** Name of a question of entity attribution. */
export type AttributionQuestion = keyof typeof attributionQuestions;

/**
 * Which entity each alias stands for, in the pairs' order. As in the release the alias stands
 * wherever the entity's name would, in the question's own words too.
 */
export function attribute(
  subset: string,
  pairs: readonly Pair[],
  question: AttributionQuestion,
  format: DocumentFormat,
): Document[] {
  return pairs.map(({ entity, alias }) => {
    const about = attributionQuestions[question][format].split('{e}').join(entity);
    const asked = about.split(entity).join(alias);
    const written = layOutQuestion(asked, firstAnswer(entity), format);
    return { kind: 'question', subset, ...written, alias, entity };
  });
}
