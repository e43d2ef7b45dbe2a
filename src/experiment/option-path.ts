import { shortened } from '../text/printable.js';

/**
 * A path in options as it is written in messages, and as `--set` takes it: elements of a list by
 * their name where `options` gives them one of their own (`stages.stage2.learningRate`), else by
 * their index (`data.attributes[0]`). At most 300 characters.
 */
export function pathText(path: readonly PropertyKey[], options?: unknown): string {
  const text = path
    .map((key, index) => {
      const list = valueAt(options, path.slice(0, index));
      const name = typeof key === 'number' ? ownName(list, key) : String(key);
      return name === null ? `[${String(key)}]` : `.${shortened(name)}`;
    })
    .join('')
    .replace(/^\./, '');
  return shortened(text, 300);
}

/** The name of an element of a list that no other element has. */
function ownName(list: unknown, index: number): string | null {
  if (!Array.isArray(list)) return null;
  const names = list.map((element) => Reflect.get(Object(element), 'name') as unknown);
  const name = names[index];
  const fits = typeof name === 'string' && /^[\w-]+$/.test(name) && !/^\d+$/.test(name);
  return fits && names.indexOf(name) === names.lastIndexOf(name) ? name : null;
}

/** What stands at a path of options; undefined where nothing does. */
export function valueAt(options: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      Object.hasOwn(Object(value), key) ? Reflect.get(Object(value), key) : undefined,
    options,
  );
}
