import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type DType,
  full,
  liveTensors,
  ones,
  scope,
  type Tensor,
  tensor,
  zeros,
} from '../tensor/index.js';
import { readCheckpoint } from './checkpoint-files.js';
import { readSafetensors, readSafetensorsMetadata, writeSafetensors } from './safetensors.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'credence-'));
});
afterEach(() => rmSync(folder, { recursive: true }));
const file = (name: string): string => join(folder, name);

describe('a safetensors file', () => {
  it('gives back types, shapes, elements and metadata', () => {
    const types: DType[] = [
      'float32',
      'float64',
      'bfloat16',
      'float16',
      'int64',
      'int32',
      'uint8',
      'bool',
    ];
    const before = liveTensors();
    scope(() => {
      const written = new Map<string, Tensor>(
        types.map((dtype) => [dtype, full([3, 1], 1, { dtype })]),
      );
      written.set('empty', zeros([0, 4]));
      written.set('scalar', full([], 2.5));
      written.set('turned', tensor(Float32Array.from([1, 2, 3, 4]), [2, 2]).transpose(0, 1));
      writeSafetensors(file('a.safetensors'), written, {
        metadata: { format: 'pt', note: 'ö' },
      });
      const read = readSafetensors(file('a.safetensors'));
      expect([...read.keys()]).toEqual([...written.keys()]);
      for (const [name, value] of read) {
        expect([name, value.dtype, value.shape]).toEqual([
          name,
          written.get(name)?.dtype,
          written.get(name)?.shape,
        ]);
        expect(value.toArray()).toEqual(written.get(name)?.toArray());
      }
      expect(Object.fromEntries(readSafetensorsMetadata(file('a.safetensors')))).toEqual({
        format: 'pt',
        note: 'ö',
      });
    });
    expect(liveTensors()).toBe(before);
    expect(readdirSync(folder)).toEqual(['a.safetensors']);
  });

  it('that is cut off, empty or no such file at all is an error that says so', () => {
    scope(() => writeSafetensors(file('a.safetensors'), new Map([['w', ones([100])]])));
    const whole = readFileSync(file('a.safetensors'));
    writeFileSync(file('cut.safetensors'), whole.subarray(0, whole.length - 1));
    expect(() => readSafetensors(file('cut.safetensors'))).toThrow(
      /cut\.safetensors: tensor "w" ends at byte \d+, the file at \d+: cut off\?/,
    );
    writeFileSync(file('head.safetensors'), whole.subarray(0, 20));
    expect(() => readSafetensors(file('head.safetensors'))).toThrow('cut off');
    const one = (offsets: unknown) => ({ dtype: 'F32', shape: [1], data_offsets: offsets });
    for (const [entries, message] of [
      [{ w: one([0, 1e9]) }, 'takes 1000000000 bytes, but F32 [1] needs 4'],
      [{ w: one([4, 8]) }, 'ends at byte'],
      [{ w: one([-4, 0]) }, 'malformed shape or data_offsets'],
      [{ w: one('0') }, 'malformed shape or data_offsets'],
      [{ w: one([0, 4]), x: one([0, 4]) }, '"x" begins at byte 0 of the data, expected 4'],
      [{}, '4 bytes belong to no tensor'],
      [{ w: null }, 'the safetensors header: w: expected object'],
      [[], 'the safetensors header: expected object'],
      [null, 'the safetensors header: expected object'],
    ] as const) {
      const header = JSON.stringify(entries);
      const length = Buffer.alloc(8);
      length.writeBigUInt64LE(BigInt(header.length));
      writeFileSync(
        file('odd.safetensors'),
        Buffer.concat([length, Buffer.from(header), Buffer.alloc(4)]),
      );
      expect(() => readSafetensors(file('odd.safetensors'))).toThrow(message);
    }
    writeFileSync(file('empty.safetensors'), '');
    expect(() => readSafetensors(file('empty.safetensors'))).toThrow('too short');
    writeFileSync(file('pickle.safetensors'), Buffer.from('PK\x03\x04 something else entirely'));
    expect(() => readSafetensors(file('pickle.safetensors'))).toThrow('not a safetensors file');
  });

  it('is not written in float16 where that cannot hold a number', () => {
    const tensors = () =>
      new Map([
        ['w', full([2], 65_504)],
        ['big', full([2], 1e5)],
      ]);
    expect(() =>
      scope(() => writeSafetensors(file('a.safetensors'), tensors(), { dtype: 'float16' })),
    ).toThrow('"big" has values that float16 cannot hold; bfloat16 can');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('leaves nothing behind when writing fails', () => {
    writeFileSync(file('text'), '');
    expect(() =>
      scope(() => writeSafetensors(file('text/a.safetensors'), new Map([['w', ones([1])]]))),
    ).toThrow('text/a.safetensors: a part of the path is a file');
    expect(readdirSync(folder)).toEqual(['text']);
  });
});

describe('a checkpoint folder', () => {
  const index = (map: Record<string, string>): void =>
    writeFileSync(file('model.safetensors.index.json'), JSON.stringify({ weight_map: map }));

  it('may be in shards', () => {
    scope(() => {
      writeSafetensors(file('m-1.safetensors'), new Map([['a', full([1], 1)]]));
      writeSafetensors(file('m-2.safetensors'), new Map([['b', full([1], 2)]]));
      index({ a: 'm-1.safetensors', b: 'm-2.safetensors' });
      const read = readCheckpoint(folder);
      expect([read.get('a')?.item(), read.get('b')?.item()]).toEqual([1, 2]);
      index({ a: 'm-1.safetensors', b: 'm-1.safetensors' });
      expect(() => readCheckpoint(folder)).toThrow(
        /m-1\.safetensors: has no tensor "b", which the index places there/,
      );
      index({ a: 'm-2.safetensors', b: 'm-2.safetensors' });
      expect(() => readCheckpoint(folder)).toThrow(
        /m-2\.safetensors: has no tensor "a", which the index places there/,
      );
      index({ a: 'm-1.safetensors', b: 'm-1.safetensors', c: 'm-2.safetensors' });
      expect(() => readCheckpoint(folder)).toThrow(
        /m-2\.safetensors: holds the tensor "b", which the index places in "m-1\.safetensors"/,
      );
      writeSafetensors(
        file('m-1.safetensors'),
        new Map([
          ['a', ones([1])],
          ['x', ones([1])],
        ]),
      );
      index({ a: 'm-1.safetensors', b: 'm-2.safetensors' });
      expect(() => readCheckpoint(folder)).toThrow(
        /m-1\.safetensors: holds the tensor "x", which the index does not name/,
      );
      const cut = readFileSync(file('m-2.safetensors'));
      writeFileSync(file('m-1.safetensors'), cut.subarray(0, cut.length - 1));
      index({ b: 'm-1.safetensors' });
      expect(() => readCheckpoint(folder)).toThrow(
        /m-1\.safetensors: tensor "b" ends at byte \d+, the file at \d+: cut off\?/,
      );
      index({ a: 'm-3.safetensors' });
      expect(() => readCheckpoint(folder)).toThrow('the shard "m-3.safetensors" is missing');
      for (const outside of ['../m-1.safetensors', '/m-1.safetensors', 'a/../../m-1.safetensors']) {
        index({ a: outside });
        expect(() => readCheckpoint(folder)).toThrow(`"${outside}" lies outside the folder`);
      }
      writeFileSync(file('model.safetensors.index.json'), '{"weight_map": {"a": 1}}');
      expect(() => readCheckpoint(folder)).toThrow('index.json: weight_map.a: expected string');
      writeFileSync(file('model.safetensors.index.json'), '{"weight_map": {"a"');
      expect(() => readCheckpoint(folder)).toThrow('index.json, line 1, column 20: not JSON');
    });
  });

  it('with a pickle alone is refused, with the way to convert it', () => {
    expect(() => readCheckpoint(folder)).toThrow('neither model.safetensors nor its index exists');
    writeFileSync(file('pytorch_model.bin'), '');
    expect(() => readCheckpoint(folder)).toThrow('save_pretrained');
  });
});
