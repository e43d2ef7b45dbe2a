import { alternatives, asciiPunctuation, normaliseAnswer } from '../text/normalise.js';
import { pythonSpaces } from '../text/python-text.js';

/** What a decoder writes for a character of which it has only the first bytes. */
const incompleteCharacter = '\ufffd';

const wordOrGap = /[\p{L}\p{N}_]+|[ \n]+|[^\p{L}\p{N}_ \n]/gu;
/** What follows a space that `cleanUpSpaces` may take away, now or once more text has come. */
const mayJoinLeft = /^(?:$|[.?!,']|n(?:$|['\s]))/;
const articles = ['a', 'an', 'the'];

/** Stand for gaps between words, after punctuation is gone. */
const firmGap = ' ';
const looseGap = '\n';

/**
 * Whether `text`, which a model is still writing, can become an answer that exactly matches
 * `truth`, whatever comes: its last word may be unfinished, and its last character half there.
 * Never says no wrongly; where spaces may still vanish in `cleanUpSpaces`, it may say yes wrongly.
 */
export function canStillMatch(text: string, truth: string): boolean {
  const beginning = beginningOf(text);
  return alternatives(truth).some(
    (one) => one.includes(incompleteCharacter) || beginning.test(foldSigma(normaliseAnswer(one))),
  );
}

/** What the normal form of every text begins with that begins with `text`. */
function beginningOf(text: string): RegExp {
  const whole = foldSigma(text.replace(/\ufffd+$/, '').toLowerCase());
  const plain = whole
    .replace(pythonSpaces, (run: string, at: number) => {
      const mayVanish = whole[at - 1] === "'" || mayJoinLeft.test(whole.slice(at + run.length));
      return mayVanish ? looseGap : firmGap;
    })
    .replace(asciiPunctuation, '');
  const pieces: readonly string[] = plain.match(wordOrGap) ?? [];
  const patterns = pieces.slice(0, beginOfJoinedArticle(pieces)).map((piece, at) => {
    if (piece.includes(firmGap)) return gapPattern;
    if (piece.includes(looseGap)) return `(?:${gapPattern})?`;
    const isUnfinished = at === pieces.length - 1;
    if (articles.includes(piece)) return `(?:${piece}|${isUnfinished ? '' : gapPattern})`;
    if (isUnfinished && articles.some((one) => one.startsWith(piece))) return `(?:${piece})?`;
    return piece;
  });
  return new RegExp(`^${patterns.join('')}`, 'u');
}

/**
 * The index of the first word that may become an article together with those after it, once the
 * spaces between them have vanished, as in `a .n`: from there on anything may match. The number of
 * pieces where there is none.
 */
function beginOfJoinedArticle(pieces: readonly string[]): number {
  const begin = pieces.findIndex((piece, at) => {
    let joined = piece;
    for (let next = at + 1; pieces[next]?.includes(looseGap); next += 2) {
      joined += pieces[next + 1] ?? '';
      const isUnfinished = next + 2 >= pieces.length;
      if (articles.some((one) => one === joined || (isUnfinished && one.startsWith(joined))))
        return true;
    }
    return false;
  });
  return begin === -1 ? pieces.length : begin;
}

/** One space between words however many gaps and articles stand there, and none at the ends. */
const gapPattern = '(?: |(?<=^| )|$)';

/** A capital sigma is written otherwise at the end of a word, which may not have come yet. */
function foldSigma(text: string): string {
  return text.replaceAll('ς', 'σ');
}
