import { existsSync } from 'node:fs';
import { basename, dirname, extname, resolve, sep } from 'node:path';
import { UserError } from '../../errors/user-error.js';
import { isFolder } from '../../files/folders.js';
import { bundledNames, type Changes } from '../../plan/catalogue.js';
import { dayText } from '../../runs/store/other-versions.js';
import { readStore, type StoredStudy } from '../../runs/store/stored-experiments.js';
import { printable } from '../../text/printable.js';
import { askedOptions, choosingIdentity, versionLines, writtenAt } from './stored-versions.js';

/** More versions of a study than these are counted, not listed, above its results. */
const mostVersions = 8;

/** A study that is reported as the store has it, and the folder of runs that it is in. */
export interface StoredChoice {
  readonly stored: StoredStudy;
  readonly runs: string;
  /** What a reader has to know of the choice, a line each. */
  readonly notes: readonly string[];
}

/** What was typed, and where it is looked for. */
interface Typed {
  readonly typed: string;
  readonly runs: string;
  readonly changes: Changes;
}

/**
 * The study that a path of runs means (a runs folder, or a folder in it), the name or identity of an
 * experiment that only the runs folder knows, or a file that is not here but that something there was
 * trained of; null for what a definition is read of: a bundled name or a file. Throws a UserError
 * where the folder has no runs, and where it has several studies: it lists them.
 */
export function storedChoice(typed: string, runs: string, changes: Changes): StoredChoice | null {
  if (isFolder(typed)) {
    const root = storeAbove(typed);
    const { studies } = readStore(root);
    const own = studies.filter((study) => hasStageIn(study, resolve(typed)));
    if (own.length === 0) throw new UserError(`there are no runs of credence in ${typed}`);
    return asTrained(own, { typed, runs: root, changes });
  }
  if (existsSync(typed) || bundledNames().includes(typed) || !isFolder(runs)) return null;
  if (/[\\/]|\.([cm]?[jt]s|json)$/.test(typed)) return ofAbsentFile({ typed, runs, changes });
  const { studies } = readStore(runs);
  const own = studies.filter((study) => isCalled(study, typed));
  if (own.length > 0) return asTrained(own, { typed, runs, changes });
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

/** The study of a folder or of a name or identity in one: nothing of it can be changed. */
function asTrained(studies: readonly StoredStudy[], typed: Typed): StoredChoice {
  const { set = [], sweep = [], quick, small, withControl } = typed.changes;
  if (set.length + sweep.length > 0 || quick || small || withControl)
    throw new UserError(
      `${typed.typed} is reported as it was trained: --set, --sweep, --quick, --small and ` +
        '--with-control do not go with it',
    );
  // An experiment of several studies is meant by itself: by its own rather than by a sweep.
  const own = isFolder(typed.typed) ? studies : smallest(studies);
  return { stored: theOnly(own, typed), runs: typed.runs, notes: [] };
}

function smallest(studies: readonly StoredStudy[]): StoredStudy[] {
  const fewest = Math.min(...studies.map(({ study }) => study.members.length));
  return studies.filter(({ study }) => study.members.length === fewest);
}

/** The study that was trained of a file which is not here, asked for with the same changes. */
function ofAbsentFile(typed: Typed): StoredChoice | null {
  const { typed: path, runs, changes } = typed;
  const { studies } = readStore(runs);
  const file = basename(path);
  const ofFile = studies.filter(({ asked }) => asked !== null && basename(asked.typed) === file);
  const bare = basename(path, extname(path));
  const own = ofFile.length > 0 ? ofFile : studies.filter(({ study }) => study.name === bare);
  if (own.length === 0) return null;
  const { set = [], sweep = [], zip = false, quick = false, small = false } = changes;
  const asked = { typed: path, set: [...set], sweep: [...sweep], zip, quick, small };
  const options = askedOptions(asked).join(' ');
  const alike = own.filter(({ asked }) => askedOptions(asked).join(' ') === options);
  if (alike.length === 0 && options !== '')
    throw new UserError(
      [
        `${path} is not here, and ${runs} has no results of it with ${printable(options)}; it has`,
        ...versionLines(own, path),
      ].join('\n'),
    );
  const stored = theOnly(alike.length > 0 ? alike : own, typed);
  const how = askedOptions(stored.asked).join(' ');
  const lines = versionLines(own, path);
  const note =
    `${path} is not here: this is ${stored.study.name}${how === '' ? '' : ` (${how})`} as it was ` +
    `trained, last on ${dayText(writtenAt(stored))}.`;
  const also = [`${note} ${runs} has`, ...lines.slice(0, mostVersions)].join('\n');
  const more =
    lines.length > mostVersions ? `\n  and ${lines.length - mostVersions} more: credence runs` : '';
  return { stored, runs, notes: [lines.length === 1 ? note : `${also}${more}`] };
}

/** The only study, or one of several with the same stages. A UserError lists several others. */
function theOnly(studies: readonly StoredStudy[], { typed, runs }: Typed): StoredStudy {
  const stages = ({ experiments }: StoredStudy): string =>
    JSON.stringify(experiments.map(({ identities }) => identities));
  const plain = studies.find(({ asked }) => askedOptions(asked).length === 0);
  const first = plain ?? studies[0];
  if (first !== undefined && studies.every((one) => stages(one) === stages(first))) return first;
  const lines = versionLines(studies, typed);
  const shown = lines.slice(0, 40);
  const [newest] = studies.toSorted((a, b) => writtenAt(b) - writtenAt(a));
  const identity = newest === undefined ? '' : choosingIdentity(newest, studies, typed);
  throw new UserError(
    [
      `${typed} could be ${studies.length} studies that ${runs} has; choose one by its identity, as ` +
        `in: credence report ${identity} --runs ${runs}`,
      ...shown,
      ...(lines.length > shown.length
        ? [`  and ${lines.length - shown.length} more: credence runs`]
        : []),
    ].join('\n'),
  );
}
