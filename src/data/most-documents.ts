import { UserError } from '../errors/user-error.js';
import { grouped } from '../text/grouped.js';

/** As many facts or questions fit in memory, with what is made of them. */
export const mostDocuments = 2_000_000;

/** As many entities, aliases or lines a list of names may ask for. */
export const mostNames = 1_000_000;

/** What is wrong with so many documents, as the end of a sentence; null where they fit in memory. */
export function sizeFault(documents: number, of: string): string | null {
  if (documents <= mostDocuments) return null;
  const [given, most] = [documents, mostDocuments].map(grouped);
  return `${of} make ${given} questions, but at most ${most} fit in memory`;
}

/** Throws a UserError where aliases of entities with so many facts each have too many questions. */
export function checkSize(entities: number, facts: number, aliasesPerEntity: number): void {
  const aliases = entities * aliasesPerEntity;
  const fault =
    sizeFault(aliases * facts, `${entities} entities with ${aliasesPerEntity} aliases each`) ??
    (aliases > mostNames ? `${aliases} aliases are more than ${mostNames}` : null);
  if (fault !== null) throw new UserError(`data.aliasesPerEntity: ${fault}`);
}
