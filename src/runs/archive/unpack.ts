import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  renameSync,
  rmdirSync,
  rmSync,
  statfsSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import * as tar from 'tar';
import { UserError } from '../../errors/user-error.js';
import { explainWriteError, fileErrorText } from '../../files/file-errors.js';
import { makeFolder } from '../../files/folders.js';
import { parseJson } from '../../files/json-file.js';
import { takeLeases } from '../../files/leases/lease.js';
import { bytesText } from '../../text/bytes.js';
import { printable, quoted } from '../../text/printable.js';
import { isDone, readDone, removeUnfinished } from '../done-file.js';
import {
  isStored,
  longestManifest,
  type Manifest,
  manifestName,
  manifestSchema,
} from './manifest.js';

/** What became of an archive. */
export interface Unpacked {
  readonly manifest: Manifest;
  /** Finished folders that were added, and that were there already and are the same. */
  readonly added: number;
  readonly there: number;
  readonly bytes: number;
}

/**
 * Unpacks an archive of `pack` into a runs folder: into a folder beside the stages first, where every
 * file is compared with the archive's list; then each finished folder takes its place. What is there
 * and has the same results stays as it is. Throws a UserError, before anything is changed, where the archive is damaged,
 * holds anything else than results, or has other results of a stage than are there; a LockedError
 * where a stage is being trained.
 */
export function unpack(file: string, runsFolder: string): Unpacked {
  const made = makeFolder(runsFolder);
  const draft = mkdtempSync(join(runsFolder, '.unpack-'));
  try {
    const manifest = extracted(file, draft);
    const folders = finishedFolders(manifest);
    const isThere = new Map(folders.map((one) => [one, isSame(one, draft, runsFolder)]));
    const added = folders.filter((one) => isThere.get(one) === false);
    // Who trains or tests a stage holds the stage's folder.
    const stages = new Set(added.map((one) => one.replace(/\/tests-[0-9a-f]{8}$/, '')));
    const wanted = [...stages].map((one) => ({ folder: join(runsFolder, one), what: one }));
    const leases = takeLeases(wanted);
    try {
      for (const one of added) moveIn(one, { manifest, draft, runsFolder });
      for (const path of manifest.files.keys())
        if (!path.includes('/') || path.startsWith('experiments/'))
          placeRecord(join(draft, path), join(runsFolder, path));
    } finally {
      for (const lease of leases) lease.release();
    }
    const bytes = [...manifest.files.values()].reduce((sum, one) => sum + one.bytes, 0);
    return { manifest, added: added.length, there: folders.length - added.length, bytes };
  } catch (error) {
    throw explainWriteError(error, runsFolder);
  } finally {
    rmSync(draft, { recursive: true, force: true });
    for (const one of made.toReversed()) removeIfEmpty(one);
  }
}

/** Reads an archive into a folder, and compares all with its list. */
function extracted(file: string, draft: string): Manifest {
  const reader = new ArchiveReader(file, draft);
  try {
    tar.list({
      file,
      sync: true,
      strict: true,
      onReadEntry: (entry) => reader.entry(entry),
    });
  } catch (error) {
    if (error instanceof UserError || reader.fault !== null) throw reader.fault ?? error;
    const message = error instanceof Error ? error.message : String(error);
    const why = fileErrorText(error) ?? message.replace(/^TAR_\w+: /, '');
    throw new UserError(`${file} cannot be unpacked: ${printable(why)}`, { cause: error });
  }
  return reader.end();
}

/** Takes the entries of an archive one by one: its list first, and then only what the list has. */
class ArchiveReader {
  /** The first thing that was wrong: an error cannot be thrown through the reader of the archive. */
  fault: UserError | null = null;
  #manifest: Manifest | null = null;
  readonly #seen = new Set<string>();

  constructor(
    readonly file: string,
    readonly draft: string,
  ) {}

  entry(entry: tar.ReadEntry): void {
    const pieces: Buffer[] = [];
    const write = this.#guarded(() => this.#accepted(entry, pieces));
    if (write === null) {
      entry.resume();
      return;
    }
    entry.on('data', (piece) => this.#guarded(() => write.piece(piece)));
    entry.on('end', () => this.#guarded(() => write.end()));
  }

  /** What the archive has; a UserError where something was wrong or is missing. */
  end(): Manifest {
    if (this.fault !== null) throw this.fault;
    if (this.#manifest === null) throw this.#wrong(`it has no ${manifestName}`);
    for (const path of this.#manifest.files.keys())
      if (!this.#seen.has(path)) throw this.#wrong(`${path} is missing`);
    return this.#manifest;
  }

  #guarded<Result>(act: () => Result): Result | null {
    if (this.fault !== null) return null;
    try {
      return act();
    } catch (error) {
      const known = explainWriteError(error, this.draft);
      this.fault = known instanceof UserError ? known : this.#wrong(String(error));
      return null;
    }
  }

  #wrong(what: string): UserError {
    return new UserError(`${this.file} is no whole archive of credence pack: ${what}`);
  }

  /** Where an entry's bytes go. */
  #accepted(entry: tar.ReadEntry, pieces: Buffer[]) {
    const { path, type, size = 0 } = entry;
    if (type !== 'File' && type !== 'OldFile')
      throw this.#wrong(`${quoted(path)} is a ${type}, no file`);
    if (this.#manifest === null) {
      if (path !== manifestName) throw this.#wrong(`it does not begin with ${manifestName}`);
      if (size > longestManifest) throw this.#wrong(`${manifestName} has ${size} bytes`);
      return {
        piece: (bytes: Buffer) => void pieces.push(Buffer.from(bytes)),
        end: () => this.#begin(Buffer.concat(pieces)),
      };
    }
    const name = path.replace(/^runs\//, '');
    const wanted = this.#manifest.files.get(name);
    if (wanted === undefined || name === path || this.#seen.has(name))
      throw this.#wrong(`${quoted(path)} is not in its list, or is there twice`);
    if (size !== wanted.bytes)
      throw this.#wrong(`${name} has ${size} bytes, ${wanted.bytes} are listed`);
    this.#seen.add(name);
    const to = join(this.draft, name);
    makeFolder(dirname(to));
    const opened = openSync(to, 'wx');
    const hash = createHash('sha256');
    return {
      piece: (bytes: Buffer) => {
        hash.update(bytes);
        for (let done = 0; done < bytes.length; ) done += writeSync(opened, bytes, done);
      },
      end: () => {
        closeSync(opened);
        if (hash.digest('hex') !== wanted.sha256)
          throw this.#wrong(`${name} does not have the checksum that is listed`);
      },
    };
  }

  #begin(bytes: Buffer): void {
    const manifest = parseJson(bytes.toString('utf8'), manifestSchema, `${this.file}, pack.json`);
    for (const path of manifest.files.keys())
      if (!isStored(path)) throw this.#wrong(`${quoted(path)} is no path of results`);
    const needed = [...manifest.files.values()].reduce((sum, one) => sum + one.bytes, 0);
    const { bavail, bsize } = statfsSync(this.draft);
    if (needed > bavail * bsize)
      throw new UserError(
        `${this.file} takes ${bytesText(needed)}, and the disk has ${bytesText(bavail * bsize)} free`,
      );
    this.#manifest = manifest;
  }
}

/** Folders in an archive that have a `done.json`, from the runs folder; a stage before its tests. */
const finishedFolders = ({ files }: Manifest): string[] =>
  [...files.keys()]
    .filter((path) => path.endsWith('/done.json'))
    .map((path) => dirname(path))
    .sort();

/** Files that say when and where results were made, and so differ though the results do not. */
const ofTheirTime = /^(run|config|tests|environment|done)\.json$/;

/**
 * Whether the finished results of an archive are there already; false where there are none. Throws a
 * UserError where there are others.
 */
function isSame(inside: string, draft: string, runsFolder: string): boolean {
  const identity = identityOf(inside);
  const there = { folder: join(runsFolder, inside), identity };
  const packed = readDone({ folder: join(draft, inside), identity });
  if (!isDone(there) || packed === null) return false;
  const own = readDone(there);
  for (const [name, { sha256 }] of packed.files) {
    const had = own?.files.get(name);
    if (had === undefined || had.sha256 === sha256 || ofTheirTime.test(name)) continue;
    throw new UserError(
      `${join(there.folder, name)} differs from the archive's: another training of the same ` +
        'stage. Nothing was unpacked; unpack into another folder with --runs, or remove one of the two',
    );
  }
  return true;
}

/** The identity of results by their folder: its name, or the one above `seed-N`. */
function identityOf(inside: string): string {
  const parts = inside.split('/').filter((part) => !part.startsWith('seed-'));
  return (parts.at(-1) ?? '').replace(/^tests-/, '');
}

/** Where an archive was read to, and where it goes. */
interface Moving {
  readonly manifest: Manifest;
  readonly draft: string;
  readonly runsFolder: string;
}

/** Moves one finished folder to its place, its `done.json` last. */
function moveIn(inside: string, { manifest, draft, runsFolder }: Moving): void {
  const to = join(runsFolder, inside);
  removeUnfinished({ folder: to });
  const own = [...manifest.files.keys()].filter((path) => isOwn(path, inside));
  const last = `${inside}/done.json`;
  for (const path of [...own.filter((one) => one !== last), last]) {
    makeFolder(dirname(join(runsFolder, path)));
    renameSync(join(draft, path), join(runsFolder, path));
  }
}

/** Whether a file is of a folder itself, or of its weights; not of tests or stages inside it. */
const isOwn = (path: string, inside: string): boolean =>
  path.startsWith(`${inside}/`) && /^(epoch-\d+\/)?[^/]+$/.test(path.slice(inside.length + 1));

/** What is there stays: records of the same name are of the same study. */
function placeRecord(from: string, to: string): void {
  if (existsSync(to)) return;
  makeFolder(dirname(to));
  renameSync(from, to);
}

function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // It has what was unpacked.
  }
}
