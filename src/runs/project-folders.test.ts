import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { projectFolderOf } from './project-folders.js';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'credence-project-')));
afterAll(() => rmSync(root, { recursive: true }));

const made = (...names: string[]): string => {
  const folder = join(root, ...names);
  mkdirSync(folder, { recursive: true });
  return folder;
};

it('runs and figures are those of the nearest folder with runs of credence', () => {
  const deep = made('with-runs', 'notes', 'deep');
  made('with-runs', 'runs', '0123456789ab', 'seed-1');
  // Another program's folder of that name is none.
  made('with-runs', 'notes', 'runs', 'monday');
  expect(projectFolderOf('runs', deep)).toBe(join('..', '..', 'runs'));
  expect(projectFolderOf('figures', deep)).toBe(join('..', '..', 'figures'));
});

it('else of the nearest whose package.json names credence, else of the working folder', () => {
  const deep = made('with-package', 'inner', 'deep');
  const write = (folder: string, value: unknown) =>
    writeFileSync(join(root, folder, 'package.json'), JSON.stringify(value));
  write('with-package', { devDependencies: { credence: '1.0.0' } });
  write('with-package/inner', { name: 'inner' });
  expect(projectFolderOf('runs', deep)).toBe(join('..', '..', 'runs'));
  expect(projectFolderOf('runs', made('alone', 'deep'))).toBe('runs');
});
