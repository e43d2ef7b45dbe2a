import { existsSync } from 'node:fs';
import { basename, dirname, resolve, sep } from 'node:path';
import { UserError } from '../../errors/user-error.js';
import { isFolder } from '../../files/folders.js';
import { bundledNames, type Changes } from '../../plan/catalogue.js';
import { readStore, type StoredStudy } from '../../runs/store/stored-experiments.js';
import { shortened } from '../../text/printable.js';

/** A study that is reported as the store has it, and the folder of runs that it is in. */
export interface StoredChoice {
  readonly stored: StoredStudy;
  readonly runs: string;
}

/**
 * The study that a path of runs means (a runs folder, or a folder in it), or the name or identity of
 * an experiment that only the runs folder knows; null for what a definition is read of: a bundled
 * name or a file. Throws a UserError where the folder has no runs, and where it has several studies:
 * it lists them.
 */
export function storedChoice(typed: string, runs: string, changes: Changes): StoredChoice | null {
  if (isFolder(typed)) {
    const root = storeAbove(typed);
    const { studies } = readStore(root);
    const own = studies.filter((study) => hasStageIn(study, resolve(typed)));
    if (own.length === 0) throw new UserError(`there are no runs of credence in ${typed}`);
    return chosen(own, { typed, runs: root, changes });
  }
  const isDefinition = /[\\/]/.test(typed) || existsSync(typed) || bundledNames().includes(typed);
  if (isDefinition || !isFolder(runs)) return null;
  const { studies } = readStore(runs);
  const own = studies.filter((study) => isCalled(study, typed));
  if (own.length > 0) return chosen(own, { typed, runs, changes });
  if (!isIdentity(typed)) return null;
  throw new UserError(
    `no experiment in ${runs} has an identity that begins with ${typed}; "credence runs" lists them`,
  );
}

/** The runs folder that a folder of a stage or of tests lies in; a runs folder itself. */
function storeAbove(path: string): string {
  const isInside = /^([0-9a-f]{12}|seed-\d+|tests-[0-9a-f]{8}|experiments)$/;
  let root = path;
  while (isInside.test(basename(resolve(root)))) root = dirname(resolve(root));
  return root;
}

const hasStageIn = ({ experiments }: StoredStudy, path: string): boolean =>
  experiments.some(({ stages }) =>
    stages.some(
      ({ folder }) =>
        `${resolve(folder)}${sep}`.startsWith(`${path}${sep}`) || isBelow(path, folder),
    ),
  );

const isBelow = (path: string, folder: string): boolean =>
  /^tests-/.test(basename(path)) && dirname(path) === resolve(folder);

const isIdentity = (typed: string): boolean => /^(?=.*\d)[0-9a-f]{6,12}$/.test(typed);

/** By the name of the study or of an experiment of it, or by the beginning of an identity. */
function isCalled({ study, experiments }: StoredStudy, typed: string): boolean {
  return (
    study.name === typed ||
    experiments.some(
      ({ experiment, identities }) =>
        experiment.name === typed ||
        (isIdentity(typed) && identities.some((one) => one.startsWith(typed))),
    )
  );
}

function chosen(
  studies: readonly StoredStudy[],
  {
    typed,
    runs,
    changes,
  }: { readonly typed: string; readonly runs: string; readonly changes: Changes },
): StoredChoice {
  const { set = [], quick, small, withControl } = changes;
  if (set.length > 0 || quick || small || withControl)
    throw new UserError(
      `${typed} is reported as it was trained: --set, --quick, --small and --with-control do not ` +
        'go with it',
    );
  const [stored, ...others] = studies;
  if (stored === undefined || others.length > 0) {
    const lines = studies
      .slice(0, 40)
      .map((one) => `  ${identityOf(one)}  ${shortened(one.study.name)}`);
    throw new UserError(
      [
        `${typed} has results of ${studies.length} studies; choose one by its name or identity, as in: ` +
          `credence report ${identityOf(studies[0])} --runs ${runs}`,
        ...lines,
        ...(studies.length > lines.length
          ? [`  and ${studies.length - lines.length} more: credence runs`]
          : []),
      ].join('\n'),
    );
  }
  return { stored, runs };
}

const identityOf = (study: StoredStudy | undefined): string =>
  study?.experiments[0]?.identities.at(-1) ?? '';
