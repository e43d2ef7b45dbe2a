import { UserError } from '../errors/user-error.js';
import { quoted } from '../text/printable.js';
import { LongestMatches } from './longest-matches.js';
import type { Model } from './models/model.js';
import { highestPossibleId } from './models/token-ids.js';
import type { Normalize } from './pieces.js';

/** A token that is found in texts before they are cut into words. */
export interface AddedToken {
  readonly content: string;
  /** Only where no letter, digit or underscore stands beside it. */
  readonly single_word: boolean;
  /** With the white space before it. */
  readonly lstrip: boolean;
  /** With the white space after it. */
  readonly rstrip: boolean;
  /** Looked for, normalised itself, in the normalised text; else in the text as it is. */
  readonly normalized: boolean;
  /** Left out in decoding. */
  readonly special: boolean;
}

/** A stretch of a text: an added token, or what lies between two, normalised. */
export type Segment =
  | { readonly id: number }
  | {
      readonly text: string;
      /** Whether it begins where the text begins. */
      readonly first: boolean;
    };

const isWhiteSpace = /^\p{White_Space}$/u;
/** The reference implementation's \w. */
const isWord = /^[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]$/u;

/**
 * A model's tokens and those that were added to them, as the reference implementation counts, finds
 * and forgets them (tokenizers 0.23, `added_vocabulary.rs`): the ids that files give added tokens are
 * passed over there, and here.
 */
export class AddedTokens {
  readonly #model: Model;
  readonly #normalize: Normalize;
  readonly #splitsSpecial: boolean;
  readonly #tellsFirst: boolean;
  readonly #ids = new Map<string, number>();
  readonly #byId = new Map<number, AddedToken>();
  /** In the order of their patterns: special ones first. */
  readonly #special: AddedToken[] = [];
  readonly #plain: AddedToken[] = [];
  readonly #specialContents = new Set<string>();
  #highest = -1;
  #raw: Finder;
  #normalized: Finder;

  /**
   * @param normalize of the text between added tokens, and of those that are normalised themselves
   * @param how `splitsSpecial`: special tokens are passed over in texts; `tellsFirst`: a segment is
   * not the first where normalizing takes away what the text begins with
   */
  constructor(
    model: Model,
    normalize: Normalize,
    { splitsSpecial, tellsFirst }: { splitsSpecial: boolean; tellsFirst: boolean },
  ) {
    this.#splitsSpecial = splitsSpecial;
    this.#tellsFirst = tellsFirst;
    this.#model = model;
    this.#normalize = normalize;
    this.#raw = this.#finderOf([], (content) => content);
    this.#normalized = this.#raw;
  }

  /** The highest id of all tokens; -1 where there are none. */
  get highestId(): number {
    return Math.max(this.#highest, this.#model.tokens.highest);
  }

  idOf(token: string): number | undefined {
    return this.#ids.get(token) ?? this.#model.tokens.idOf(token);
  }

  tokenOf(id: number): string | undefined {
    return this.#byId.get(id)?.content ?? this.#model.tokens.tokenOf(id);
  }

  /**
   * What decoding makes of an id: a token that is normalised is that, as a text has it; null of a
   * special token, and of an id that stands for none.
   */
  decoded(id: number): string | null {
    const added = this.#byId.get(id);
    const token = added?.normalized ? this.#normalize(added.content) : this.tokenOf(id);
    return token === undefined || this.isSpecial(token) ? null : token;
  }

  isSpecial(token: string): boolean {
    return this.#specialContents.has(token);
  }

  /** Whether it is an added token. */
  has(content: string): boolean {
    return this.#ids.has(content);
  }

  /** The contents of all added tokens. */
  contents(): string[] {
    return [...this.#ids.keys()];
  }

  /**
   * Adds tokens, numbered on from the vocabulary unless it has them; of one that is there already
   * the properties are replaced.
   *
   * @param where where they are named, for messages; a UserError where a new token's id is taken, as
   * where the vocabulary's ids have gaps
   */
  add(tokens: readonly AddedToken[], where: string): void {
    for (const token of tokens) {
      if (!token.special || token.content === '' || this.isSpecial(token.content)) continue;
      this.#special.push(token);
      this.#specialContents.add(token.content);
    }
    for (const token of tokens) {
      const { content } = token;
      const known = this.idOf(content);
      const same = known === undefined ? undefined : this.#byId.get(known);
      if (content === '' || (same !== undefined && isSame(same, token))) continue;
      const id = known ?? this.#nextId();
      const other = known === undefined ? this.tokenOf(id) : undefined;
      if (other !== undefined || id > highestPossibleId)
        throw new UserError(
          `${where}: ${quoted(content)} would get the id ${id}, which ` +
            (other === undefined ? 'is too high' : `${quoted(other)} has`),
        );
      this.#ids.set(content, id);
      this.#byId.set(id, token);
      this.#highest = Math.max(this.#highest, id);
      if (!this.isSpecial(content)) this.#plain.push(token);
    }
    const all = [...this.#special, ...this.#plain];
    this.#raw = this.#finderOf(
      all.filter(({ normalized }) => !normalized),
      (content) => content,
    );
    this.#normalized = this.#finderOf(
      all.filter(({ normalized }) => normalized),
      this.#normalize,
    );
  }

  /** Cuts a text at its added tokens and normalises what lies between; no segment is empty. */
  segments(text: string): Segment[] {
    return this.#split(text, true, this.#raw).flatMap((segment) => {
      if ('id' in segment) return [segment];
      const normalized = this.#normalize(segment.text);
      const first = segment.first && !(this.#tellsFirst && this.#loses(segment.text, normalized));
      return this.#split(normalized, first, this.#normalized);
    });
  }

  /** Whether the first character of a text makes no difference to what normalizing gives. */
  #loses(text: string, normalized: string): boolean {
    const width = (text.codePointAt(0) ?? 0) > 0xffff ? 2 : 1;
    return this.#normalize(text.slice(width)) === normalized;
  }

  #split(text: string, first: boolean, { matches, ids }: Finder): Segment[] {
    const segments: Segment[] = [];
    const addText = (start: number, end: number): void => {
      if (start < end) segments.push({ text: text.slice(start, end), first: first && start === 0 });
    };
    let done = 0;
    for (const { start: matchStart, end: matchEnd, pattern } of matches.in(text)) {
      let start = matchStart;
      let end = matchEnd;
      const id = ids[pattern] as number;
      const token = this.#byId.get(id) as AddedToken;
      if (this.#splitsSpecial && this.isSpecial(token.content)) continue;
      if (token.single_word && (isWord.test(before(text, start)) || isWord.test(after(text, end))))
        continue;
      if (token.lstrip) while (start > done && isWhiteSpace.test(text[start - 1] ?? '')) start--;
      // A match inside the white space that the one before has taken is found all the same.
      if (token.lstrip) start = Math.max(start, done);
      if (token.rstrip) while (end < text.length && isWhiteSpace.test(text[end] ?? '')) end++;
      addText(done, start);
      if (start < end) segments.push({ id });
      done = end;
    }
    addText(done, text.length);
    return segments;
  }

  #finderOf(tokens: readonly AddedToken[], rewrite: Normalize): Finder {
    const patterns = tokens.map(({ content }) => ({ content, pattern: rewrite(content) }));
    const empty = patterns.find(({ pattern }) => pattern === '');
    if (empty !== undefined)
      throw new UserError(
        `the added token ${quoted(empty.content)} is normalised to nothing, so it cannot be found`,
      );
    return {
      matches: new LongestMatches(patterns.map(({ pattern }) => pattern)),
      ids: patterns.map(({ content }) => this.idOf(content) as number),
    };
  }

  #nextId(): number {
    const { size } = this.#model.tokens;
    return this.#ids.size === 0 ? size : Math.max(size, this.#highest + 1);
  }
}

interface Finder {
  readonly matches: LongestMatches;
  /** The id of each pattern. */
  readonly ids: readonly number[];
}

const isSame = (one: AddedToken, other: AddedToken): boolean =>
  one.content === other.content &&
  one.single_word === other.single_word &&
  one.lstrip === other.lstrip &&
  one.rstrip === other.rstrip &&
  one.normalized === other.normalized &&
  one.special === other.special;

/** The character that ends at `end`; '' at the beginning. */
function before(text: string, end: number): string {
  const unit = text.charCodeAt(end - 1);
  return text.slice(Math.max(end - (unit >= 0xdc00 && unit < 0xe000 ? 2 : 1), 0), end);
}

function after(text: string, start: number): string {
  const point = text.codePointAt(start);
  return point === undefined ? '' : String.fromCodePoint(point);
}
