import type { Dataset } from '../../data/dataset.js';
import type { Document } from '../../data/documents.js';
import { UserError } from '../../errors/user-error.js';
import type { AlignmentRow } from './alignment-row.js';
import type { AlignmentPair } from './gradient-alignment.js';
import type { GradientOptions } from './options.js';

/** A definition as one tag gives it, with the questions about its alias. */
export interface TaggedPair extends AlignmentPair {
  readonly subset: string;
  readonly tag: AlignmentRow['tag'];
  readonly alias: string;
}

/**
 * The definitions of the groups asked for, under their own tags and, with `bothTags`, all of them
 * under tag 1 and under tag 2, each with the questions about its alias; those of one alias one
 * after the other. Throws a UserError that names a group without definitions or questions, an
 * alias without questions or, with `bothTags`, a tag that no definition of the data has.
 */
export function alignmentPairs(
  dataset: Dataset,
  subsets: readonly string[],
  { questions: split, bothTags }: Pick<GradientOptions, 'questions' | 'bothTags'>,
): TaggedPair[] {
  if (bothTags) checkTags(dataset);
  return subsets.flatMap((subset) => {
    const own = dataset.definitions.get(subset) ?? [];
    if (own.length === 0)
      throw new UserError(
        `analyses.alignment.subsets: ${subset} has no definitions to compare with questions`,
      );
    const asked = dataset.questions.get(subset)?.[split] ?? [];
    if (asked.length === 0)
      throw new UserError(
        `analyses.alignment.questions: ${subset} has no ${split} questions to compare definitions with`,
      );
    const questions = byAlias(asked);
    const definitions = new Map([['own' as TaggedPair['tag'], byAlias(own)]]);
    if (bothTags)
      for (const tag of [1, 2] as const)
        definitions.set(tag, byAlias(dataset.definedBy(subset, tag)));
    return [...byAlias(own).keys()].flatMap((alias) => {
      const about = questions.get(alias);
      if (about === undefined)
        throw new UserError(
          `analyses.alignment.questions: the alias ${alias} of ${subset} has no ${split} questions`,
        );
      return [...definitions].flatMap(([tag, ofTag]) =>
        (ofTag.get(alias) ?? []).map((definition): TaggedPair => {
          return { subset, tag, alias, definition, questions: about };
        }),
      );
    });
  });
}

/** A tag that nothing shows means nothing, and may have no word in the vocabulary. */
function checkTags({ groups, definitions }: Dataset): void {
  const defining = groups.filter(({ name }) => (definitions.get(name)?.length ?? 0) > 0);
  for (const tag of [1, 2] as const)
    if (!defining.some(({ source }) => source?.tag === tag))
      throw new UserError(
        `analyses.alignment.bothTags: no definition of the data has tag ${tag}, under which others could be ` +
          'compared: set it to false',
      );
}

function byAlias(documents: readonly Document[]): ReadonlyMap<string, readonly Document[]> {
  const lists = new Map<string, Document[]>();
  for (const document of documents) {
    const alias = document.alias ?? '';
    const list = lists.get(alias);
    if (list) list.push(document);
    else lists.set(alias, [document]);
  }
  return lists;
}
