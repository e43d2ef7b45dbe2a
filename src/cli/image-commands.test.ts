import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { built, credenceHere, why } from '../../test/run-credence.js';
import { smallImageExperiment } from '../../test/small-images.js';

let folder: string;
const credence = (...args: string[]) => credenceHere(folder, args);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'credence-'));
  writeFileSync(join(folder, 'images.json'), JSON.stringify(smallImageExperiment));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.skipIf(!built)(`experiments about images, by command${built ? '' : why}`, () => {
  it('are shown as a picture', async () => {
    const { status, out } = await credence('data', 'show', 'images.json', '--figures', 'f');
    expect(status).toBe(0);
    expect(out).toMatch(/small-images: 24 pairs of 2 x 2 digits in cells of 7 pixels, 3 targets;/);
    expect(out).toContain('digits drawn by code');
    const png = readFileSync(join(folder, 'f', 'small-images-examples.png'));
    expect([...png.subarray(0, 4)]).toEqual([0x89, 0x50, 0x4e, 0x47]);
  });

  it('are shown to programs, and written, a pair a line', async () => {
    const shown = await credence('data', 'show', 'images.json', '--seed', '3', '--json');
    const { tags, pairs } = JSON.parse(shown.out);
    expect(tags[0]).toMatch(/^[01]{14}$/);
    expect(pairs.length).toBe(24);
    expect(
      (await credence('data', 'write', 'images.json', '--seed', '3', '--out', 'w')).status,
    ).toBe(0);
    const lines = readFileSync(join(folder, 'w', 'pairs.jsonl'), 'utf8')
      .trim()
      .split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual([{ tags }, ...pairs]);
  });

  it('are planned without training', async () => {
    const { status, out } = await credence('run', 'images.json', '--dry-run');
    expect(status).toBe(0);
    expect(out).toMatch(/stage1 +48 +2 +6 /);
    expect(out).toContain('51 test questions, 24 variables');
  });

  it.each([
    [['run', 'images.json', '--dry-run', '--set', 'data.folder=none'], 'there is no folder none'],
    [['run', 'images.json', '--dry-run', '--set', 'mode=faithful'], 'mode: images are not padded'],
    [['data', 'fetch', 'emnist'], '"emnist": only mnist'],
  ])('%j says what is wrong', async (args, message) => {
    const { status, err } = await credence(...args);
    expect(status).toBe(1);
    expect(err).toContain(message);
    expect(err).not.toContain('    at ');
  });
});
