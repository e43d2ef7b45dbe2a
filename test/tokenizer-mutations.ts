import type { PortableRandom } from './portable-random.js';

/** What mutations are made of; texts in @@ are written as they stand there, without quotes. */
export interface Mutants {
  readonly pool: readonly unknown[];
  readonly keys: readonly string[];
}

type Holder = Map<string, unknown> | unknown[];
type Place = readonly [holder: Holder, key: string | number];

/** JSON with objects as Maps, which keep their keys' order, and `__proto__` among them. */
function held(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(held);
  if (typeof value !== 'object' || value === null) return value;
  return new Map(Object.entries(value).map(([key, inner]) => [key, held(inner)]));
}

function* places(value: unknown): Generator<Place> {
  const entries = value instanceof Map || Array.isArray(value) ? [...value.entries()] : [];
  for (const [key, inner] of entries) {
    yield [value as Holder, key];
    yield* places(inner);
  }
}

/** One or two changes of a JSON value, as text: the same as tools/tokenizer_mutations.py makes. */
export function mutatedJson(
  json: unknown,
  random: PortableRandom,
  { pool, keys }: Mutants,
): string {
  const file = held(json);
  for (let left = 1 + random.below(2); left > 0; left--) {
    const all = [...places(file)];
    if (all.length === 0) break;
    const [holder, key] = all[random.below(all.length)] as Place;
    const kind = random.below(8);
    const value = held(pool[random.below(pool.length)]);
    const newKey = keys[random.below(keys.length)] as string;
    if (holder instanceof Map) change(holder, key as string, kind, value, newKey);
    else if (kind < 2) holder.splice(key as number, 1);
    else if (kind === 3) holder.splice(key as number, 0, held(plain(holder[key as number])));
    else holder[key as number] = value;
  }
  return JSON.stringify(file, (_, value: unknown) => (value instanceof Map ? plain(value) : value))
    .replaceAll('"@@', '')
    .replaceAll('@@"', '');
}

function change(
  holder: Map<string, unknown>,
  key: string,
  kind: number,
  value: unknown,
  newKey: string,
): void {
  if (kind < 2) holder.delete(key);
  else if (kind === 2) holder.set(newKey, value);
  else if (kind === 4) {
    const moved = holder.get(key);
    holder.delete(key);
    holder.set(newKey, moved);
  } else holder.set(key, value);
}

/** Back to plain objects; keys that are numbers, which would change their order, there are none. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (!(value instanceof Map)) return value;
  return Object.fromEntries([...value].map(([key, inner]) => [key, plain(inner)]));
}
