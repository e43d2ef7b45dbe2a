import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { smallImageExperiment } from '../../test/small-images.js';
import { mnistFiles } from '../data/mnist/files.js';
import { defineExperiment } from './experiment.js';
import { stageIdentities } from './identity.js';

const root = mkdtempSync(join(tmpdir(), 'credence-'));
afterAll(() => rmSync(root, { recursive: true }));

const names = Object.values(mnistFiles).flatMap(({ images, labels }) => [images, labels]);

/** The identity of the first stage with the files of a folder of that name. */
function identityWith(folder: string | null): string | undefined {
  const data = { ...smallImageExperiment.data, folder };
  return stageIdentities(defineExperiment({ ...smallImageExperiment, data }))[0];
}

function folderOf(name: string, content: string): string {
  const folder = join(root, name);
  mkdirSync(folder);
  for (const file of names) writeFileSync(join(folder, file), `${file} ${content}`);
  return folder;
}

describe('the files of MNIST in an identity', () => {
  it('count by their content, wherever they lie', () => {
    const one = identityWith(folderOf('a', 'x'));
    expect(identityWith(folderOf('b', 'x'))).toBe(one);
    expect(identityWith(folderOf('c', 'y'))).not.toBe(one);
    expect(identityWith(null)).not.toBe(one);
  });

  it('have to be there', () => {
    expect(() => identityWith(join(root, 'none'))).toThrow('data.folder: there is no folder');
  });
});
