import { describe, expect, it } from 'vitest';
import { decodeText } from './text-encoding.js';

const broken = Uint8Array.from([0x61, 0x0a, 0x62, 0xe9, 0x0a, 0xc3, 0xa9, 0x0a, 0xff]);
const strict = { file: 'people.csv', encoding: 'utf-8', brokenBytes: 'error' } as const;

describe('decodeText', () => {
  it('names the first line that is not UTF-8', () => {
    expect(() => decodeText(broken, strict)).toThrow(
      'people.csv, line 2 (from byte 2): not valid UTF-8, nor is 1 other line; set encoding',
    );
  });

  it('replaces broken bytes where that is asked for', () => {
    const text = decodeText(broken, { ...strict, brokenBytes: 'replace' });
    expect(text).toBe('a\nb\ufffd\né\n\ufffd');
  });

  it('reads every byte of ISO-8859-1 as itself, unlike windows-1252', () => {
    const bytes = Uint8Array.from([0xe9, 0x80]);
    expect(decodeText(bytes, { ...strict, encoding: 'latin1' })).toBe('é\u0080');
  });

  it.each([
    ['FFFE', Buffer.from('\ufeffname', 'utf16le')],
    ['FEFF', Buffer.from('\ufeffname', 'utf16le').swap16()],
  ])('knows UTF-16 by its mark %s', (mark, bytes) => {
    for (const encoding of ['utf-8', 'latin1'] as const) {
      expect(() => decodeText(bytes, { ...strict, encoding })).toThrow(
        `people.csv is UTF-16 (it begins with the bytes ${mark}): save it as UTF-8`,
      );
    }
  });

  const table = Buffer.from('name,order\nowl,Owls\nЁж,Ежи\n', 'utf16le');
  const wide = (text: string, bigEnd: boolean) => {
    const points = Array.from(text, (character) => character.codePointAt(0) ?? 0);
    const bytes = Buffer.alloc(4 * points.length);
    for (const [i, point] of points.entries())
      bigEnd ? bytes.writeUInt32BE(point, 4 * i) : bytes.writeUInt32LE(point, 4 * i);
    return bytes;
  };

  it.each([
    ['UTF-16LE', table],
    ['UTF-16BE', Buffer.from(table).swap16()],
    ['UTF-16LE', Buffer.from('名前,目\n梟,フクロウ目\n', 'utf16le')],
    ['UTF-32', wide('name,order\nowl,Owls\n', false)],
    ['UTF-32', wide('name,order\nowl,Owls\n', true)],
    ['UTF-32', wide('\ufeffname,order\n', false)],
    ['UTF-32', wide('\ufeffname,order\n', true)],
  ])('knows %s, with a mark and without', (name, bytes) => {
    for (const encoding of ['utf-8', 'latin1'] as const)
      expect(() => decodeText(bytes, { ...strict, encoding })).toThrow(`people.csv is ${name}`);
  });

  it('refuses a byte 0, with its line', () => {
    for (const text of ['name\nowl\0x,mi\0ce\n', 'name\nowl\0,mice\n'])
      expect(() => decodeText(Buffer.from(text), strict)).toThrow('line 2: a byte 0 (NUL)');
  });

  it('refuses UTF-8 as ISO-8859-1', () => {
    const latin1 = { ...strict, encoding: 'latin1' } as const;
    expect(() => decodeText(Buffer.from('a,é\n'), latin1)).toThrow(
      'people.csv is UTF-8, and would',
    );
    expect(decodeText(Buffer.from('a,b\n'), latin1)).toBe('a,b\n');
  });

  it.each([
    [
      '\x1f\x8b\x08',
      'people.csv is compressed by gzip (it begins with the bytes 1F8B): decompress',
    ],
    [
      'PK\x03\x04',
      'people.csv is a spreadsheet or a zip file (it begins with the bytes 504B0304): save',
    ],
  ])('knows what is no text', (begin, message) => {
    expect(() => decodeText(Buffer.from(begin, 'latin1'), strict)).toThrow(message);
    expect(decodeText(Buffer.from('PK,name'), strict)).toBe('PK,name');
  });

  it('removes a byte order mark of UTF-8', () => {
    expect(decodeText(Uint8Array.from([0xef, 0xbb, 0xbf, 0x61]), strict)).toBe('a');
  });
});
