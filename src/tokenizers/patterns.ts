import { z } from 'zod';
import { UserError } from '../errors/user-error.js';
import { withStandIns } from './code-point-sets.js';
import { isEngineFault, Oniguruma } from './oniguruma.js';
import { checkSource, checkStandIns, forEngine } from './pattern-source.js';

/** Where the matches of a text are: start and end of each in turn, in UTF-16 units. */
export type FindMatches = (text: string) => readonly number[];

/** A pattern of a part: a text that is searched for as it is, or a regular expression. */
export const patternOption = z.union(
  [z.strictObject({ String: z.string() }), z.strictObject({ Regex: z.string() })],
  { error: 'expected {"String": ...} or {"Regex": ...}' },
);

/** How many code points one search passes over before the clock is looked at. */
const skipped = 31;
/** A text may take so many milliseconds by the clock, and so many more for each of its bytes. */
const patience = 400;
const patiencePerByte = 0.002;
/** Then so many of the processor, which is not other programs' doing. */
const workPatience = 300;

let engine: Oniguruma | null = null;
const compiled = new Map<string, number>();

/**
 * The matches of a pattern, as the reference implementation goes through them: from left to right,
 * an empty one not directly behind the one before.
 *
 * UserErrors name the pattern: where it is no regular expression, and, when it is used, where it
 * goes back without end on a text.
 */
export function readPattern(pattern: z.output<typeof patternOption>, where: string): FindMatches {
  return 'String' in pattern
    ? literalMatches(pattern.String)
    : regexMatches(pattern.Regex, `${where}.Regex`);
}

function literalMatches(literal: string): FindMatches {
  if (literal === '') return emptyMatches;
  return (text) => {
    const found: number[] = [];
    for (let at = text.indexOf(literal); at >= 0; at = text.indexOf(literal, at)) {
      found.push(at, at + literal.length);
      at += literal.length;
    }
    return found;
  };
}

/** Before every code point and at the end. */
function emptyMatches(text: string): number[] {
  if (text === '') return [];
  const found = [0, 0];
  let at = 0;
  for (const character of text) {
    at += character.length;
    found.push(at, at);
  }
  return found;
}

function regexMatches(source: string, where: string): FindMatches {
  const named = `${where}: the regular expression ${JSON.stringify(source.slice(0, 200))}`;
  compilePattern(source, named);
  return (text) => {
    const scanner = compilePattern(source, named);
    try {
      const known = withStandIns(text);
      if (known.standIns.size > 0) checkStandIns(source, text, known.standIns, named);
      return allMatches(scanner, known.text, named);
    } catch (error) {
      if (!isEngineFault(error)) throw error;
      forgetEngine();
      throw new UserError(`${named} cannot be followed on a text of ${text.length} characters`);
    }
  };
}

/** A pattern with what makes every search from a place succeed there: see `allMatches`. */
function compilePattern(source: string, named: string): number {
  const known = compiled.get(source);
  if (known !== undefined) return known;
  checkSource(source, named);
  engine ??= new Oniguruma();
  try {
    engine.compile(source);
  } catch (error) {
    if (isEngineFault(error)) forgetEngine();
    throw new UserError(`${named} is not one of Oniguruma's: ${(error as Error).message}`);
  }
  // Where a group has a name those without are none; a line break ends a comment.
  const group = /\(\?<(?![=!])|\(\?'/.test(source) ? '(?<nothingFound>)' : '()';
  const written = forEngine(source);
  for (const [body, last] of [
    [written, group],
    [`${written}\n`, group],
    [written, '()'],
  ]) {
    const skipping = `\\G(?m:.{0,${skipped}}?)\\K(?:${body})|\\G(?m:.{0,${skipped + 1}})${last}`;
    try {
      const scanner = engine.compile(skipping);
      compiled.set(source, scanner);
      return scanner;
    } catch {}
  }
  throw new UserError(`${named} is not supported: its groups and comments cannot be told apart`);
}

function forgetEngine(): void {
  engine = null;
  compiled.clear();
}

/**
 * Each search finds either the pattern within the next code points or, with the last group, nothing
 * there and passes over them: one without a result is one that went back too often.
 */
function allMatches(scanner: number, text: string, named: string): number[] {
  if (text === '' || engine === null) return [];
  const held = engine.setText(text);
  const length = held.bytes.length;
  const unitOf = length === text.length ? (byte: number) => byte : unitCounter(held.bytes);
  const isOver = deadline(patience + patiencePerByte * length);
  const found: number[] = [];
  let lastEnd = -1;
  let from = 0;
  while (from <= length) {
    const match = engine.search(scanner, held, from);
    if (match === null || isOver())
      throw new UserError(
        `${named} takes too many steps on a text of ${text.length} characters: it tries the same ` +
          'stretch in too many ways',
      );
    const { start, end, lastGroup } = match;
    if (lastGroup) {
      if (end === from) break;
      from = end;
    } else if (start === end && end === lastEnd) {
      from = end + bytesAt(held.bytes, end);
    } else {
      found.push(unitOf(start), unitOf(end));
      lastEnd = end;
      from = end;
    }
  }
  return found;
}

/** Tells whether so many milliseconds have passed and the processor then worked on for more. */
function deadline(milliseconds: number): () => boolean {
  let until = performance.now() + milliseconds;
  let work: NodeJS.CpuUsage | null = null;
  return () => {
    if (performance.now() < until) return false;
    work ??= process.cpuUsage();
    const { user, system } = process.cpuUsage(work);
    until = performance.now() + workPatience / 4;
    return user + system > 1000 * workPatience;
  };
}

/** How many bytes the code point takes that begins at a byte. */
function bytesAt(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] ?? 0;
  if (lead < 0x80) return 1;
  if (lead < 0xe0) return 2;
  return lead < 0xf0 ? 3 : 4;
}

/** Turns places in UTF-8, which may not go back, into places in UTF-16. */
function unitCounter(bytes: Uint8Array): (byte: number) => number {
  let at = 0;
  let units = 0;
  return (byte) => {
    while (at < byte) {
      const length = bytesAt(bytes, at);
      at += length;
      units += length === 4 ? 2 : 1;
    }
    return units;
  };
}
