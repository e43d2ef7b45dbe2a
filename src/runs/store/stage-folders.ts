import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isFolder } from '../../files/folders.js';

/** What a runs folder has besides stages. */
export const storeFiles = { readme: 'README.txt', studies: 'experiments' } as const;

/** The folder of a stage in the store. */
export interface StoredStage {
  readonly folder: string;
  /** Of the stages that it follows, the first of all first, and its own. */
  readonly identities: readonly string[];
  readonly seed: number;
  /** Null for stages of seed 'first'. */
  readonly secondSeed: number | null;
  /** The stage that it lies in. */
  readonly parent: StoredStage | null;
}

const identityName = /^[0-9a-f]{12}$/;
const seedName = /^seed-(\d+)$/;

/** Every folder of a stage below a folder of runs, a stage before those inside it. */
export function storedStages(runsFolder: string): StoredStage[] {
  return foldersIn(runsFolder, identityName).flatMap(([identity, root]) =>
    foldersIn(root, seedName).flatMap(([name, folder]) => {
      const seed = seedOf(name);
      const stage = { folder, identities: [identity], seed, secondSeed: null, parent: null };
      return [stage, ...stagesInside(stage)];
    }),
  );
}

function stagesInside(parent: StoredStage): StoredStage[] {
  return foldersIn(parent.folder, identityName).flatMap(([identity, inside]) => {
    const of = { seed: parent.seed, identities: [...parent.identities, identity], parent };
    const seeds = foldersIn(inside, seedName).map(([name, folder]) => {
      return { ...of, folder, secondSeed: seedOf(name) };
    });
    const { secondSeed } = parent;
    const stages = seeds.length > 0 ? seeds : [{ ...of, folder: inside, secondSeed }];
    return stages.flatMap((stage) => [stage, ...stagesInside(stage)]);
  });
}

const seedOf = (name: string): number => Number(seedName.exec(name)?.[1]);

/** Folders inside a folder whose names have a form, sorted, each with its path. */
function foldersIn(folder: string, form: RegExp): [name: string, path: string][] {
  if (!isFolder(folder)) return [];
  const names = readdirSync(folder).filter((name) => form.test(name));
  const sorted = names.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  return sorted
    .map((name): [string, string] => [name, join(folder, name)])
    .filter(([, path]) => isFolder(path));
}
