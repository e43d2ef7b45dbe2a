import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectFolder, read, trackedFiles } from './source-files.js';

const pages = (trackedFiles() ?? []).filter((file) => file.endsWith('.md'));

/** Lines of a page that are no code. */
function prose(text: string): string {
  return text.replaceAll(/^( *)```[\s\S]*?^\1```/gm, '');
}

/** The anchors of a page's headings, as GitHub makes them. */
function anchorsOf(text: string): Set<string> {
  const titles = [...prose(text).matchAll(/^#+ (.+)$/gm)].map(([, title = '']) => title);
  return new Set(
    titles.map((title) =>
      title
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}

/** What is wrong with the links of a page to files and headings of the project. */
function deadLinks(page: string): string[] {
  const targets = [...prose(read(page)).matchAll(/\]\(([^)\s]+)\)/g)].map(([, to = '']) => to);
  return targets
    .filter((to) => !/^[a-z]+:/.test(to))
    .filter((to) => {
      const [path = '', anchor] = to.split('#');
      const file = path === '' ? page : posix.join(posix.dirname(page), path);
      if (!existsSync(join(projectFolder, file))) return true;
      return anchor !== undefined && !anchorsOf(read(file)).has(anchor);
    });
}

describe('links in pages', () => {
  it.each(pages)('%s', (page) => {
    expect(deadLinks(page)).toEqual([]);
  });

  it('takes a heading as GitHub does', () => {
    expect([...anchorsOf('# `birds.ts` in full\n## [0.2.0] - 2026-11-28\n')]).toEqual([
      'birdsts-in-full',
      '020---2026-11-28',
    ]);
  });
});
