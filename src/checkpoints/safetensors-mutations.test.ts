// Files broken in thousands of ways, and what Python's safetensors makes of each
// (tools/make-safetensors-fixture.py).
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UserError } from '../errors/user-error.js';
import { liveTensors, scope } from '../tensor/index.js';
import { readSafetensors } from './safetensors.js';

type Edit = readonly [offset: number, length: number, base64: string];
interface Fixture {
  readonly base: string;
  readonly mutations: readonly (readonly [digest: string | null, ...edits: Edit[]])[];
}

const { base, mutations } = JSON.parse(
  readFileSync(new URL('../../test/fixtures/safetensors-mutations.json', import.meta.url), 'utf8'),
) as Fixture;

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'credence-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const edited = (file: Buffer, [offset, length, base64]: Edit): Buffer =>
  Buffer.concat([
    file.subarray(0, offset),
    Buffer.from(base64, 'base64'),
    file.subarray(offset + length),
  ]);

/** A file of `header` and `data`. */
function written(header: string | Buffer, data = Buffer.alloc(8)): string {
  const text = Buffer.from(header);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  const path = join(folder, 'a.safetensors');
  writeFileSync(path, Buffer.concat([length, text, data]));
  return path;
}

/** A hash of all tensors, or the message of the UserError that refuses the file. */
function read(path: string): { readonly digest: string } | { readonly refused: string } {
  try {
    return scope(() => {
      const tensors = readSafetensors(path);
      const hash = createHash('sha256');
      for (const name of [...tensors.keys()].sort()) {
        const value = tensors.get(name);
        if (!value) throw new Error(`no ${name}`);
        hash.update(`${name} ${value.dtype} [${value.shape.join(', ')}] `);
        hash.update(value.toBytes());
      }
      return { digest: hash.digest('hex').slice(0, 12) };
    });
  } catch (error) {
    if (error instanceof UserError) return { refused: error.message };
    throw error;
  }
}

/** Refused here and read elsewhere: types that no model has, and names that stand twice. */
const stricter = /unknown dtype, "|stands there twice/;

describe('a broken safetensors file', () => {
  it('is refused where the library refuses it, and else gives the same tensors', () => {
    const before = liveTensors();
    for (const [at, [digest, ...edits]] of mutations.entries()) {
      const path = join(folder, 'mutated.safetensors');
      writeFileSync(path, edits.reduce(edited, Buffer.from(base, 'base64')));
      const ours = read(path);
      const where = `mutation ${at} of safetensors-mutations.json: ${JSON.stringify(ours)}`;
      if ('digest' in ours) expect(ours.digest, where).toBe(digest);
      else if (digest !== null) expect(ours.refused, where).toMatch(stricter);
      if ('refused' in ours) {
        expect(ours.refused.length, where).toBeLessThan(1000);
        expect(ours.refused, where).not.toMatch(/\p{Cc}/u);
      }
    }
    expect(liveTensors()).toBe(before);
  });

  const tensor = '{"dtype":"F32","shape":[2],"data_offsets":[0,8]}';
  it.each([
    ['{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8.0]}}', 'malformed shape or data_offsets'],
    ['{"a":{"dtype":"F32","shape":[2e0],"data_offsets":[0,8]}}', 'malformed shape or data_offsets'],
    ['{"a":{"dtype":"F32","shape":[2],"data_offsets":[-0,8]}}', 'malformed shape or data_offsets'],
    [
      '{"a":{"dtype":"F32","shape":[4294967296,4294967296,0],"data_offsets":[0,0]}}',
      'needs more than can be counted',
    ],
    [`{"a":${tensor},"a":${tensor}}`, '"a" stands there twice'],
    [`{"__metadata__":{"a":1},"b":${tensor}}`, '__metadata__: "a": expected string'],
    [`{"__metadata__":[],"b":${tensor}}`, '__metadata__: expected object'],
    [`{"\\ud800":${tensor}}`, 'half of a surrogate pair'],
    [`{"a":${tensor}}\0`, 'header, line 1'],
    [Buffer.from(`{"\xff":${tensor}}`, 'latin1'), 'the safetensors header is no UTF-8'],
    [`\ufeff{"a":${tensor}}`, 'header, line 1, column 1'],
    ['{"\\u001b[31m":1}', 'header: \\u001b[31m: expected object'],
  ])('with the header %s is refused', (header, message) => {
    expect(() => readSafetensors(written(header))).toThrow(message);
    expect(read(written(header))).toMatchObject({ refused: expect.any(String) });
  });

  it('may have any name that is text', () => {
    const names = ['__proto__', 'constructor', '', '\0', 'é', '\ufeff', 'a'.repeat(1e5)];
    for (const name of names)
      expect(
        scope(() => [...readSafetensors(written(`{${JSON.stringify(name)}:${tensor}}`)).keys()]),
      ).toEqual([name]);
  });

  it('is refused soon, whatever its header is', () => {
    for (const header of ['['.repeat(4e7), `{"a":${'['.repeat(4e7)}`, `{"${'a'.repeat(4e7)}":1}`]) {
      const path = written(header);
      const begin = process.cpuUsage();
      const ours = read(path);
      expect(process.cpuUsage(begin).user).toBeLessThan(2e6); // microseconds
      expect(ours).toHaveProperty('refused');
      expect(JSON.stringify(ours).length).toBeLessThan(1000);
    }
  });

  it('that is a folder or a pipe is refused', () => {
    expect(() => readSafetensors(folder)).toThrow(`cannot read ${folder}: it is a folder`);
    expect(() => readSafetensors('/dev/zero')).toThrow(
      'cannot read /dev/zero: it is a device, not a file',
    );
    expect(() => readSafetensors(join(folder, 'none'))).toThrow('cannot read');
  });
});
