import { existsSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { readSafetensors } from '../../checkpoints/safetensors.js';
import { UserError } from '../../errors/user-error.js';
import { sha256OfFile } from '../../files/hash.js';
import { holdsStill } from '../../files/json-lines.js';
import { noGrad, scope, type Tensor } from '../../tensor/index.js';
import type { StageTrainer } from '../../training/trainer.js';
import type { DataState } from '../../training/training-data.js';
import { epochFolder } from '../epoch-folders.js';
import type { Learner } from '../learners/learner.js';
import { runFiles } from '../stage-files.js';
import { testsFolder } from '../stage-record.js';
import { type RowFolders, rowPath } from '../stage-rows.js';
import { checkpointFolders, setAside } from './checkpoint-folders.js';
import {
  type CheckpointRecord,
  checkpointFiles,
  type Executed,
  readCheckpointRecord,
} from './checkpoint-record.js';
import { type CheckpointsOf, executedBy } from './stage-checkpoints.js';

/** A checkpoint that a stage goes on from. */
export interface FoundCheckpoint {
  readonly folder: string;
  readonly record: CheckpointRecord;
}

/** What a stage goes on from, and what of its checkpoints it does not. */
export interface CheckpointSearch {
  readonly found: FoundCheckpoint | null;
  /** A sentence for each checkpoint that is damaged or of other work. */
  readonly refused: readonly string[];
}

/**
 * Looks for the newest checkpoint of a stage that is whole and of the work that is wanted. Damaged
 * ones are set aside on the way.
 *
 * @param folders where the rows of the stage are
 */
export function findCheckpoint(of: CheckpointsOf, folders: RowFolders): CheckpointSearch {
  const refused: string[] = [];
  for (const folder of checkpointFolders(of.work.run.folder)) {
    try {
      const record = readCheckpointRecord(folder);
      const other = otherWork(record, of);
      if (other !== null) {
        refused.push(`the checkpoint after step ${record.step} is of ${other}: it is not used`);
        break;
      }
      checkWhole({ folder, record }, folders, of.work.run.folder);
      return { found: { folder, record }, refused };
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      const aside = setAside(folder);
      refused.push(
        `the checkpoint ${basename(folder)} is damaged (${error.message}); it is set aside as ${aside}`,
      );
    }
  }
  return { found: null, refused };
}

/** Throws a UserError where a checkpoint's files, or what it counts on, are not as they were written. */
function checkWhole(
  { folder, record }: FoundCheckpoint,
  folders: RowFolders,
  stageFolder: string,
): void {
  for (const name of [checkpointFiles.weights, checkpointFiles.optimizer]) {
    const path = join(folder, name);
    const wanted = record.files.get(name);
    const bytes = statSync(path, { throwIfNoEntry: false })?.size;
    if (bytes === undefined) throw new UserError(`${path} is missing`);
    if (bytes !== wanted?.bytes)
      throw new UserError(`${path} has ${bytes} bytes, but ${wanted?.bytes} were written`);
    if (sha256OfFile(path) !== wanted.sha256)
      throw new UserError(`${path}: its content is not what was written`);
  }
  for (const [key, written] of record.rows) {
    const path = rowPath(folders, key);
    if (path !== null && !holdsStill(path, written))
      throw new UserError(`${path} does not begin with what was written before`);
  }
  for (const epoch of record.weights) {
    const path = join(stageFolder, epochFolder(epoch), runFiles.model);
    if (!existsSync(path)) throw new UserError(`${path} is missing`);
  }
}

/** What other work than the wanted a checkpoint is of, in words; null where it is of this. */
function otherWork(record: CheckpointRecord, { work, execution }: CheckpointsOf): string | null {
  const { run, tests, weights } = work;
  if (record.identity !== run.identity) return `another stage (${record.identity})`;
  if (record.kind !== work.kind) return 'an earlier training of the stage';
  if (record.tests !== (tests ? testsFolder(run).identity : null))
    return 'other tests of the stage';
  if (tests && record.answers !== execution.answers)
    return `a run with --answers ${record.answers}`;
  const ended = Math.floor((record.step / record.steps) * run.stage.epochs + 1e-9);
  const made = record.isPending ? ended - 1 : ended;
  const lacking = weights.find(
    (epoch) => epoch <= made && epoch < run.stage.epochs && !record.weights.includes(epoch),
  );
  return lacking === undefined ? null : `a run that did not keep the weights of epoch ${lacking}`;
}

/**
 * Has a trainer and its model go on from a checkpoint. Where the device is of another kind, what
 * dropout leaves out is drawn anew from here on.
 */
export function restoreCheckpoint(
  { folder, record }: FoundCheckpoint,
  { model }: Pick<Learner, 'model'>,
  trainer: StageTrainer,
): void {
  scope(() => {
    const weights = readSafetensors(join(folder, checkpointFiles.weights));
    noGrad(() => {
      for (const [path, parameter] of model.namedParameters()) {
        const value = weights.get(path);
        if (value === undefined || `${value.shape}` !== `${parameter.shape}`)
          throw new Error(`${folder} has no weights ${path} [${parameter.shape}]`);
        parameter.copy_(value);
      }
    });
    const tensors: ReadonlyMap<string, Tensor> = readSafetensors(
      join(folder, checkpointFiles.optimizer),
    );
    const own = trainer.state().dropout;
    const dropout = new Uint8Array(Buffer.from(record.dropout, 'base64'));
    trainer.restore({
      step: record.step,
      data: dataState(record),
      optimizer: { steps: record.updates, tensors },
      dropout: dropout.length === own.length ? dropout : own,
      microBatch: record.microBatch,
    });
  });
}

function dataState({ stepOfEpoch, generators }: CheckpointRecord): DataState {
  const states = [...generators].map(([name, text]) => {
    const bytes = new Uint8Array(Buffer.from(text, 'base64'));
    return [name, new Uint32Array(bytes.buffer)] as const;
  });
  return { stepOfEpoch, generators: Object.fromEntries(states) };
}

/** How a stage goes on otherwise than it was executed before, in words that name both. */
export function changedExecution(record: CheckpointRecord, of: CheckpointsOf): string[] {
  const now = executedBy(of.execution);
  const named = [
    ['device', 'device'],
    ['threads', '--threads'],
    ['microBatch', '--micro-batch'],
    ['cpu', 'processor'],
    ['libtorch', 'libtorch'],
    ['commit', 'commit'],
  ] as const satisfies readonly (readonly [keyof Executed, string])[];
  return named.flatMap(([key, name]) => {
    const [then, today] = [record.executed[key], now[key]];
    return then === today ? [] : [`${name} ${today ?? 'not given'} instead of ${then ?? 'none'}`];
  });
}
