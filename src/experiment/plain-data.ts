import { UserError } from '../errors/user-error.js';
import { grouped } from '../text/grouped.js';
import { shortened } from '../text/printable.js';
import { pathText } from './option-path.js';
import { given } from './problem-sentences.js';

/** Lists and objects inside of each other; what is written by hand has about ten. */
const deepest = 100;

/** Values of a study; thousands of experiments have fewer. */
const mostValues = 1_000_000;

/** XML, and with it a figure, takes none of these; line ends and tabs it does. */
const unprintable = /(?![\t\n\r])\p{Cc}|[\ufffe\uffff]|\p{Cs}/u;

/** Far more than anybody writes by hand. */
const longest = { text: 100_000, key: 200, keys: 1000 };

/**
 * A copy of what an experiment file or a caller gives, if it is plain data: null, booleans, numbers,
 * text, lists and plain objects, to be read as often as one likes with the same result. What symbols
 * hold goes along. Throws a UserError that begins with `what` and names the path of anything else:
 * functions, class instances, values that hold themselves, getters that throw, text with control
 * characters or halves of characters, and what is nested or long beyond reason.
 */
export function plainData(value: unknown, what: string): unknown {
  const around = new Set<object>();
  let values = 0;

  function copied(one: unknown, path: readonly PropertyKey[]): unknown {
    if (++values > mostValues) fail(path, `more than ${grouped(mostValues)} values`);
    switch (typeof one) {
      case 'boolean':
      case 'undefined':
        return one;
      case 'number':
        // Negative zero means zero.
        return one === 0 ? 0 : one;
      case 'string':
        checkText(one, path, 'text');
        return one;
      case 'object':
        return one === null ? null : copiedObject(one, path);
      default:
        return fail(path, `expected plain data, given ${article(typeof one)}`);
    }
  }

  function copiedObject(one: object, path: readonly PropertyKey[]): unknown {
    if (around.has(one)) fail(path, 'it holds itself');
    if (path.length >= deepest) fail(path.slice(0, 3), `nested more than ${deepest} levels deep`);
    around.add(one);
    const copy = Array.isArray(one) ? copiedList(one, path) : copiedFields(one, path);
    around.delete(one);
    return copy;
  }

  function copiedList(list: readonly unknown[], path: readonly PropertyKey[]): unknown[] {
    if (list.length > mostValues) fail(path, `a list of ${list.length} elements`);
    return Array.from(list, (element, index) => copied(element, [...path, index]));
  }

  function copiedFields(one: object, path: readonly PropertyKey[]): object {
    const prototype: unknown = Object.getPrototypeOf(one);
    // That of another realm's plain objects has none itself.
    if (prototype !== null && Object.getPrototypeOf(prototype) !== null)
      fail(path, `expected plain data, given ${instanceText(one)}`);
    const copy = {};
    const { length } = Reflect.ownKeys(one);
    if (length > longest.keys)
      fail(path, `expected at most ${longest.keys} options, given ${length}`);
    for (const key of Reflect.ownKeys(one)) {
      const { enumerable = false } = Reflect.getOwnPropertyDescriptor(one, key) ?? {};
      if (typeof key === 'string') {
        if (!enumerable) continue;
        checkText(key, path, 'key');
        if (key in Object.prototype) fail([...path, key], 'no option can have this name');
      }
      const inner = copied(Reflect.get(one, key), [...path, key]);
      Object.defineProperty(copy, key, {
        value: inner,
        enumerable,
        writable: true,
        configurable: true,
      });
    }
    return copy;
  }

  function checkText(text: string, path: readonly PropertyKey[], which: 'text' | 'key'): void {
    if (text.length > longest[which])
      fail(path, `a ${which} of ${text.length} characters, ${given(text)}`);
    const found = unprintable.exec(text)?.[0].codePointAt(0);
    if (found === undefined) return;
    const point = `U+${found.toString(16).toUpperCase().padStart(4, '0')}`;
    fail(path, `a ${which} cannot have the character ${point}, given ${given(text)}`);
  }

  function fail(path: readonly PropertyKey[], problem: string): never {
    const where = path.length > 0 ? `${shortened(pathText(path), 200)}: ` : '';
    throw new UserError(`${what}: ${where}${problem}`);
  }

  try {
    return copied(value, []);
  } catch (error) {
    if (error instanceof UserError) throw error;
    // A getter or a proxy of the person's own.
    throw new UserError(`${what}: reading it threw ${shortened(String(error), 200)}`, {
      cause: error,
    });
  }
}

const article = (type: string): string => (/^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`);

function instanceText(one: object): string {
  if (one instanceof Promise) return 'a promise: write `await` before it';
  const name: unknown = one.constructor?.name;
  return `an instance of ${typeof name === 'string' && name !== '' ? shortened(name) : 'a class'}`;
}
