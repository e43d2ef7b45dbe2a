import { UserError } from '../../errors/user-error.js';
import { type ExactJson, JsonObject } from '../../files/exact-json.js';
import { BpeModel } from './bpe.js';
import type { Model } from './model.js';
import { UnigramModel } from './unigram.js';
import { WordLevelModel, WordPieceModel } from './word-piece.js';

const kinds = new Map<string, new (section: JsonObject, where: string) => Model>([
  ['BPE', BpeModel],
  ['WordPiece', WordPieceModel],
  ['WordLevel', WordLevelModel],
  ['Unigram', UnigramModel],
]);

/**
 * The model of a tokenizer.json: BPE, WordPiece, WordLevel or Unigram. Early files name no type; they
 * are told apart by their options. UserErrors name what is wrong.
 *
 * @param where the path of the section, for messages
 */
export function readModel(section: ExactJson | undefined, where: string): Model {
  if (!(section instanceof JsonObject)) throw new UserError(`${where}: expected an object`);
  if (section.repeated !== null)
    throw new UserError(`${where}: the key ${JSON.stringify(section.repeated)} stands twice`);
  const type = section.get('type') ?? (section.has('type') ? null : typeOf(section));
  const kind = typeof type === 'string' ? kinds.get(type) : undefined;
  if (kind === undefined)
    throw new UserError(
      `${where}.type: ${JSON.stringify(type)?.slice(0, 80)} is not supported, only ` +
        `${[...kinds.keys()].join(', ')} are`,
    );
  return new kind(section, where);
}

function typeOf(section: JsonObject): string {
  if (section.has('merges')) return 'BPE';
  if (Array.isArray(section.get('vocab'))) return 'Unigram';
  return section.has('continuing_subword_prefix') ? 'WordPiece' : 'WordLevel';
}
