import { UserError } from '../errors/user-error.js';

/** What a JSON object holds. */
export type Json = Readonly<Record<string, unknown>>;

/** A checkpoint's `config.json`, read key by key; every error names the file, the key and both. */
export class ConfigFile {
  /** @param where the file's name, for errors */
  constructor(
    readonly json: Json,
    readonly where: string,
  ) {}

  /** Whether `key` is there and not null. */
  has(key: string): boolean {
    return this.json[key] !== undefined && this.json[key] !== null;
  }

  /** A finite number, or `fallback` where the key is missing or null. */
  number(key: string, fallback?: number): number {
    const value = this.json[key] ?? fallback;
    return typeof value === 'number' && Number.isFinite(value) ? value : this.fail(key, 'a number');
  }

  /** A finite number above 0, or `fallback` where the key is missing or null. */
  positive(key: string, fallback?: number): number {
    const value = this.number(key, fallback);
    return value > 0 ? value : this.fail(key, 'a number above 0');
  }

  /** A whole number from 1, or `fallback` where the key is missing or null. */
  count(key: string, fallback?: number): number {
    const value = this.json[key] ?? fallback;
    return Number.isSafeInteger(value) && (value as number) > 0
      ? (value as number)
      : this.fail(key, 'a whole number from 1');
  }

  /** A list of whole numbers from 1, or `fallback` where the key is missing or null. */
  counts(key: string, fallback?: readonly number[]): readonly number[] {
    const value = this.json[key] ?? fallback;
    const isCounts =
      Array.isArray(value) &&
      value.length > 0 &&
      value.every((count) => Number.isSafeInteger(count) && count > 0);
    return isCounts ? value : this.fail(key, 'a list of whole numbers from 1');
  }

  /** A dropout's share, at least 0 and below 1; `fallback` where the key is missing or null. */
  share(key: string, fallback = 0): number {
    const value = this.json[key] ?? fallback;
    return typeof value === 'number' && value >= 0 && value < 1
      ? value
      : this.fail(key, 'a number from 0 to below 1');
  }

  /** True or false, or `fallback` where the key is missing or null. */
  boolean(key: string, fallback: boolean): boolean {
    const value = this.json[key] ?? fallback;
    return typeof value === 'boolean' ? value : this.fail(key, 'true or false');
  }

  /** Throws unless the key is missing, null, or one of `allowed`: the model computes no others. */
  only(key: string, ...allowed: readonly unknown[]): void {
    if (this.has(key) && !allowed.includes(this.json[key]))
      this.fail(key, allowed.map((value) => JSON.stringify(value)).join(' or '));
  }

  /** The object under `key`, or null where the key is missing or null. */
  section(key: string): ConfigFile | null {
    if (!this.has(key)) return null;
    const value = this.json[key];
    if (typeof value !== 'object' || Array.isArray(value)) this.fail(key, 'an object');
    return new ConfigFile(value as Json, `${this.where}: \`${key}\``);
  }

  /** Throws: `key` has another value than `wanted` describes. */
  fail(key: string, wanted: string): never {
    const given = JSON.stringify(this.json[key]) ?? 'missing';
    throw new UserError(`${this.where}: \`${key}\` is ${given}, expected ${wanted}`);
  }
}
