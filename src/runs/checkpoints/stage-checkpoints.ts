import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { cpus } from 'node:os';
import { basename, join } from 'node:path';
import { writeSafetensors } from '../../checkpoints/safetensors.js';
import type { Execution } from '../../experiment/execution.js';
import { explainWriteError, WriteError } from '../../files/file-errors.js';
import { checkLease } from '../../files/leases/lease.js';
import { projectCommit } from '../../files/project-version.js';
import { writeFolderWhole } from '../../files/write-whole.js';
import { bytesPerElement, engineVersion, numel, scope, type Tensor } from '../../tensor/index.js';
import { bytesText } from '../../text/bytes.js';
import type { StageTrainer, TrainerState } from '../../training/trainer.js';
import type { Learner } from '../learners/learner.js';
import { testsFolder } from '../stage-record.js';
import type { RowPositions, StageRows } from '../stage-rows.js';
import type { StageTraining } from '../work/missing-work.js';
import {
  type CheckpointPlace,
  checkpointFolders,
  checkpointName,
  checkpointsFolder,
  pruneCheckpoints,
} from './checkpoint-folders.js';
import {
  type CheckpointRecord,
  checkpointFiles,
  type Executed,
  sameExecution,
  writeCheckpointRecord,
} from './checkpoint-record.js';

/** Whose checkpoints are written. */
export interface CheckpointsOf {
  readonly work: StageTraining;
  readonly learner: Pick<Learner, 'model'>;
  /** Its device is `cpu` or `cuda:N`. */
  readonly execution: Execution;
  /** As of `StageOf`. */
  readonly clock?: (() => number) | undefined;
}

/** Where a stage stands when a checkpoint of it is written. */
export interface StageProgress extends Omit<CheckpointPlace, 'step'> {
  readonly trainer: StageTrainer;
  readonly rows: StageRows;
  /** How far the rows count; later ones are made again. */
  readonly positions: RowPositions;
}

/** A checkpoint that was written. */
export interface WrittenCheckpoint {
  readonly step: number;
  readonly bytes: number;
  readonly milliseconds: number;
}

/**
 * Writes the checkpoints of one stage while it is trained: all that it goes on from, bit for bit on
 * a processor. Each is a folder that is there whole or not at all; the newest two are kept.
 */
export class StageCheckpoints {
  readonly #of: CheckpointsOf;
  readonly #executed: Executed;
  readonly #clock: () => number;
  readonly #begun: number;
  /** What an earlier process did of the stage. */
  readonly #before: CheckpointRecord | null;
  /** Epochs whose weights were saved in this training. */
  readonly #saved: Set<number>;
  #last = performance.now();

  /** @param before what an earlier process did of the stage; null: nothing */
  constructor(of: CheckpointsOf, before: CheckpointRecord | null) {
    this.#of = of;
    this.#clock = of.clock ?? (() => performance.now());
    this.#begun = this.#clock();
    this.#executed = executedBy(of.execution);
    this.#before = before;
    this.#saved = new Set(before?.weights);
  }

  /** Notes that the weights of an epoch before the last are saved. */
  savedWeights(epoch: number): void {
    this.#saved.add(epoch);
  }

  /** Whether the time between two checkpoints is over, by a clock that nobody sets. */
  get isDue(): boolean {
    const { checkpointEvery } = this.#of.execution;
    return checkpointEvery > 0 && performance.now() - this.#last >= checkpointEvery * 60_000;
  }

  /** Seconds that the stage took, in earlier processes too. */
  get seconds(): number {
    return (this.#before?.seconds ?? 0) + (this.#clock() - this.#begun) / 1000;
  }

  /** How earlier parts of the stage were executed. */
  get before(): CheckpointRecord['before'] {
    const { before, step, executed } = this.#before ?? {};
    if (before === undefined || step === undefined || executed === undefined) return [];
    const last = before.at(-1);
    const isSame = last !== undefined && sameExecution(last, executed);
    return [...(isSame ? before.slice(0, -1) : before), { untilStep: step, ...executed }];
  }

  /**
   * Writes a checkpoint, unless there is one of this place. Throws a UserError where weights are
   * not finite, a WriteError where the disk is full, and a LockedError where another process has
   * taken the stage; those before it stay.
   */
  write({ trainer, rows, positions, isPending }: StageProgress): WrittenCheckpoint {
    const begun = performance.now();
    const { folder } = this.#of.work.run;
    const place = { step: trainer.taken, isPending };
    const path = join(checkpointsFolder(folder), checkpointName(place));
    const [newest] = checkpointFolders(folder);
    let bytes = 0;
    if (newest === undefined || basename(newest) !== basename(path)) {
      trainer.checkFinite();
      // The state of one of several models is views, made anew.
      bytes = scope(() =>
        this.#writeFolder(path, trainer.state(), { trainer, rows, positions, isPending }),
      );
      pruneCheckpoints(folder);
    }
    this.#last = performance.now();
    return { step: place.step, bytes, milliseconds: this.#last - begun };
  }

  #writeFolder(
    path: string,
    state: TrainerState,
    { trainer, rows, positions, isPending }: StageProgress,
  ): number {
    const weights = new Map<string, Tensor>(this.#of.learner.model.namedParameters());
    const tensors = { weights, optimizer: state.optimizer.tensors } as const;
    const bytes = bytesOf(tensors.weights) + bytesOf(tensors.optimizer);
    const { folder } = this.#of.work.run;
    checkLease(folder);
    try {
      rows.sync();
      writeFolderWhole(path, (draft) => {
        const files = (['weights', 'optimizer'] as const).map((name) => {
          const hash = createHash('sha256');
          const file = checkpointFiles[name];
          const path = join(draft, file);
          scope(() => writeSafetensors(path, tensors[name], { hash }));
          return [file, { bytes: statSync(path).size, sha256: hash.digest('hex') }] as const;
        });
        const record = this.#record(state, { trainer, positions, isPending });
        writeCheckpointRecord(draft, { ...record, files: new Map(files) });
        // Writing may take minutes, in which the machine may have been suspended.
        checkLease(folder);
      });
    } catch (error) {
      throw withSpace(explainWriteError(error, path), bytes);
    }
    return bytes;
  }

  #record(
    state: TrainerState,
    { trainer, positions, isPending }: Pick<StageProgress, 'trainer' | 'positions' | 'isPending'>,
  ): Omit<CheckpointRecord, 'files'> {
    const { work, execution } = this.#of;
    const { data, optimizer, dropout } = state;
    const { models } = trainer;
    const generators = Object.entries(data.generators).map(
      ([name, { buffer, byteOffset, byteLength }]) =>
        [name, Buffer.from(buffer, byteOffset, byteLength).toString('base64')] as const,
    );
    return {
      identity: work.run.identity,
      kind: work.kind,
      tests: work.tests ? testsFolder(work.run).identity : null,
      answers: execution.answers,
      weights: [...this.#saved].sort((a, b) => a - b),
      step: state.step,
      steps: trainer.steps,
      isPending,
      seconds: this.seconds,
      rows: new Map(positions),
      stepOfEpoch: data.stepOfEpoch,
      generators: new Map(generators),
      dropout: Buffer.from(dropout).toString('base64'),
      updates: optimizer.steps,
      microBatch: state.microBatch,
      executed: { ...this.#executed, ...(models === 1 ? {} : { batchSeeds: models }) },
      before: this.before,
    };
  }
}

/** How this process executes. */
export function executedBy({ device, threads, microBatch }: Execution): Executed {
  const cpu = cpus()[0]?.model ?? 'unknown';
  return { device, threads, microBatch, commit: projectCommit(), libtorch: engineVersion(), cpu };
}

const bytesOf = (tensors: ReadonlyMap<string, Tensor>): number =>
  [...tensors.values()].reduce(
    (sum, { shape, dtype }) => sum + numel(shape) * bytesPerElement(dtype),
    0,
  );

/** Says how much room a checkpoint wants. */
function withSpace(error: unknown, bytes: number): unknown {
  if (!(error instanceof WriteError)) return error;
  const wanted = `A checkpoint of ${bytesText(bytes)} was to be written there.`;
  return new WriteError(`${error.message} ${wanted}`, { cause: error });
}
