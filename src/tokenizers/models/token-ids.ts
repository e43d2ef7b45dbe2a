import { UserError } from '../../errors/user-error.js';
import { type ExactJson, JsonObject } from '../../files/exact-json.js';
import { quoted } from '../../text/printable.js';
import type { Tokens } from './model.js';

/** The highest id that is read: no model has as many rows, and two ids fit one exact number. */
export const highestPossibleId = 2 ** 26 - 1;

/** Tokens and their ids, each in both directions. */
export class TokenIds implements Tokens {
  readonly highest: number;
  readonly #ids: ReadonlyMap<string, number>;
  readonly #tokens: ReadonlyMap<number, string>;

  /**
   * Reads the vocabulary of a tokenizer.json: an object of tokens and ids.
   *
   * UserErrors name the token whose id is no whole number below 2^26, and two tokens of one
   * id. The reference implementation reads the latter and decodes it differently from run to run.
   *
   * @param where the path of the vocabulary, for messages
   */
  constructor(vocabulary: ExactJson | undefined, where: string) {
    if (!(vocabulary instanceof JsonObject))
      throw new UserError(`${where}: expected an object of tokens and their ids`);
    const tokens = new Map<number, string>();
    const ids = new Map<string, number>();
    let highest = -1;
    for (const [token, id] of vocabulary) {
      const named = `${where}: the token ${quoted(token)}`;
      if (typeof id !== 'number' || id < 0 || id > highestPossibleId)
        throw new UserError(`${named} has no id: expected a whole number below 2^26`);
      const other = tokens.get(id);
      if (other !== undefined)
        throw new UserError(`${named} and ${quoted(other)} share the id ${id}`);
      tokens.set(id, token);
      ids.set(token, id);
      highest = Math.max(highest, id);
    }
    this.#ids = ids;
    this.#tokens = tokens;
    this.highest = highest;
  }

  get size(): number {
    return this.#ids.size;
  }

  idOf(token: string): number | undefined {
    return this.#ids.get(token);
  }

  tokenOf(id: number): string | undefined {
    return this.#tokens.get(id);
  }

  /** The length of the longest token in UTF-16 units. */
  longest(): number {
    let longest = 0;
    for (const token of this.#ids.keys()) longest = Math.max(longest, token.length);
    return longest;
  }
}
