import { UserError } from '../errors/user-error.js';
import { quoted } from '../text/printable.js';

/** What a JSON object holds. */
export type Json = Readonly<Record<string, unknown>>;

/**
 * A checkpoint's `config.json`, read key by key; every error names the file, the key and both. A
 * key that is missing has the default of transformers; null is no default but a value, as there.
 */
export class ConfigFile {
  readonly #values: ReadonlyMap<string, unknown>;

  /**
   * @param where the file's name, for errors
   * @param floats keys whose number the file writes with a point or an exponent; default: unknown
   */
  constructor(
    readonly json: Json,
    readonly where: string,
    readonly floats: ReadonlySet<string> | null = null,
  ) {
    this.#values = new Map(Object.entries(json));
  }

  /** What is under `key`; undefined where it is missing. */
  get(key: string): unknown {
    return this.#values.get(key);
  }

  /** The keys, in the file's order. */
  keys(): string[] {
    return [...this.#values.keys()];
  }

  /** Whether `key` is there and not null. */
  has(key: string): boolean {
    return (this.get(key) ?? null) !== null;
  }

  /** A finite number, or `fallback` where the key is missing. */
  number(key: string, fallback?: number): number {
    const value = this.#or(key, fallback);
    return typeof value === 'number' && Number.isFinite(value) ? value : this.fail(key, 'a number');
  }

  /** A finite number above 0, or `fallback` where the key is missing. */
  positive(key: string, fallback?: number): number {
    const value = this.number(key, fallback);
    return value > 0 ? value : this.fail(key, 'a number above 0');
  }

  /** What is added to a variance: as `positive`, written with a point or an exponent. */
  epsilon(key: string, fallback: number): number {
    const value = this.positive(key, fallback);
    return this.get(key) === undefined ||
      !Number.isInteger(value) ||
      this.floats?.has(key) !== false
      ? value
      : this.fail(key, 'a number above 0 that is written with a point');
  }

  /** A whole number from 1, or `fallback` where the key is missing. */
  count(key: string, fallback?: number): number {
    const value = this.#or(key, fallback);
    return isCount(value) && !this.floats?.has(key)
      ? value
      : this.fail(key, 'a whole number from 1');
  }

  /** As `count`, and `fallback` where the key is null too. */
  countOrNull(key: string, fallback: number): number {
    return this.has(key) ? this.count(key) : fallback;
  }

  /** A list of whole numbers from 1, or `fallback` where the key is missing. */
  counts(key: string, fallback?: readonly number[]): readonly number[] {
    const value = this.#or(key, fallback);
    return Array.isArray(value) && value.length > 0 && value.every(isCount)
      ? value
      : this.fail(key, 'a list of whole numbers from 1');
  }

  /** A dropout's share, at least 0 and below 1; `fallback` where the key is missing. */
  share(key: string, fallback = 0): number {
    const value = this.#or(key, fallback);
    return typeof value === 'number' && value >= 0 && value < 1
      ? value
      : this.fail(key, 'a number from 0 to below 1');
  }

  /** True or false, or `fallback` where the key is missing. */
  boolean(key: string, fallback: boolean): boolean {
    const value = this.#or(key, fallback);
    return typeof value === 'boolean' ? value : this.fail(key, 'true or false');
  }

  /** Throws unless the key is missing or one of `allowed`: the model computes no others. */
  only(key: string, ...allowed: readonly unknown[]): void {
    if (this.get(key) !== undefined && !allowed.includes(this.get(key)))
      this.fail(key, allowed.map((value) => JSON.stringify(value)).join(' or '));
  }

  /** The object under `key`, or null where the key is missing or null. */
  section(key: string): ConfigFile | null {
    if (!this.has(key)) return null;
    const value = this.get(key);
    if (typeof value !== 'object' || Array.isArray(value)) this.fail(key, 'an object');
    return new ConfigFile(value as Json, `${this.where}: \`${key}\``, this.floats);
  }

  /**
   * This file with each key of `others` under the name that it stands for, as `attribute_map` of
   * transformers has them: `{ hidden_size: 'n_embd' }`. Throws where both are there and differ.
   */
  renamed(others: Readonly<Record<string, string>>): ConfigFile {
    const values = new Map(this.#values);
    for (const [other, own] of Object.entries(others)) {
      if (!values.has(other)) continue;
      const value = values.get(other);
      if (values.has(own) && values.get(own) !== value)
        this.fail(other, `what \`${own}\` says: ${quoted(values.get(own))}`);
      values.set(own, value);
    }
    return new ConfigFile(Object.fromEntries(values), this.where, this.floats);
  }

  /** Throws: `key` has another value than `wanted` describes. */
  fail(key: string, wanted: string): never {
    const value = this.get(key);
    const given = value === undefined ? 'missing' : quoted(value);
    throw new UserError(`${this.where}: \`${key}\` is ${given}, expected ${wanted}`);
  }

  #or(key: string, fallback: unknown): unknown {
    const value = this.get(key);
    return value === undefined ? fallback : value;
  }
}

const isCount = (value: unknown): value is number =>
  Number.isSafeInteger(value) && (value as number) > 0;
