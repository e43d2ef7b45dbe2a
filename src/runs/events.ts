import type { Measurement } from '../evaluation/measurement.js';

/** Which run an event is about, and when it happened. */
interface OfRun {
  /** Name of the experiment. */
  readonly experiment: string;
  /** First seed. */
  readonly seed: number;
  /** Milliseconds since 1970. */
  readonly time: number;
}

/** Of which of its stages. */
interface OfStage extends OfRun {
  readonly stage: string;
  readonly secondSeed: number | null;
}

/** The first seed begins; the stages that are to be trained, in order. */
export interface RunBegun extends OfRun {
  readonly kind: 'run-begun';
  readonly stages: readonly string[];
}

/** A stage begins. */
export interface StageBegun extends OfStage {
  readonly kind: 'stage-begun';
  readonly epochs: number;
  /** Whether it is tested from its weights, and not trained. */
  readonly isTested: boolean;
  /** Why a stage is trained again that was trained before, in words; else null. */
  readonly again: string | null;
  /** Documents that mode 'faithful' cuts at its fixed length. */
  readonly documentsCut: number;
}

/**
 * Nothing is left to be done before the next step of the stage, or before its end: seeds that are
 * trained together wait for each other there (`trainTogether`), and nobody else is told of it.
 */
export interface BeforeStep extends OfStage {
  readonly kind: 'before-step';
}

/** Stages of several seeds are trained as one program; or one of them is, by itself. */
export interface TrainedTogether extends OfStage {
  readonly kind: 'trained-together';
  readonly seeds: readonly number[];
  /** Why a seed is trained alone, in words; null of several. */
  readonly alone: string | null;
}

/** A step of the optimizer was taken. */
export interface StepTaken extends OfStage {
  readonly kind: 'step';
  /** Counted from 1 within the stage. */
  readonly step: number;
  /** Epochs finished of this stage, fractional, and all of them. */
  readonly epoch: number;
  readonly epochs: number;
  readonly loss: number;
  /** Of the optimizer at this step; earlier versions did not tell it. */
  readonly learningRate?: number | undefined;
  /** Share of the documents shown so far among those that the run has to show, from 0 to 1. */
  readonly done: number;
}

/** A stage that was stopped goes on from a checkpoint. */
export interface Resumed extends OfStage {
  readonly kind: 'resumed';
  /** Steps that were taken before, and those of the whole stage. */
  readonly step: number;
  readonly steps: number;
  /** As of `StepTaken`. */
  readonly done: number;
  /** How it is executed otherwise than before, such as `2 threads instead of 1`. */
  readonly changes: readonly string[];
}

/** A checkpoint that is not gone on with: the message says which, why, and what becomes of it. */
export interface CheckpointRefused extends OfStage {
  readonly kind: 'checkpoint-refused';
  readonly message: string;
}

/** A checkpoint is about to be written, which takes a while of a large model. */
export interface Checkpointing extends OfStage {
  readonly kind: 'checkpointing';
}

/** All that the stage goes on from is on disk. */
export interface Checkpointed extends OfStage {
  readonly kind: 'checkpointed';
  /** Steps taken of the stage, and all of them. */
  readonly step: number;
  readonly steps: number;
  /** As of `StepTaken`. */
  readonly done: number;
  /** What it takes on disk. */
  readonly bytes: number;
  /** That writing it took. */
  readonly milliseconds: number;
}

/** A batch of a test of the weights was answered, after so many epochs of the stage. */
export interface Testing extends OfStage {
  readonly kind: 'testing';
  readonly epoch: number;
}

/** The weights were tested after this many epochs of the stage. */
export interface Tested extends OfStage {
  readonly kind: 'tested';
  readonly epoch: number;
  readonly measurements: readonly Measurement[];
}

/** A stage and its tests are on disk, in `folder`. */
export interface StageFinished extends OfStage {
  readonly kind: 'stage-finished';
  readonly seconds: number;
  readonly folder: string;
}

/** Every stage of the first seed is finished. */
export interface RunFinished extends OfRun {
  readonly kind: 'run-finished';
}

/** The run ended with an error. */
export interface RunFailed extends OfRun {
  readonly kind: 'failed';
  /** One sentence for a mistake of the user, else the error with its stack. */
  readonly message: string;
  /** Whether other seeds would fail as well: the disk is full, or the engine cannot be loaded. */
  readonly forAll: boolean;
  /** Whether its device failed with it, so that its process can do nothing more there. */
  readonly lostDevice?: boolean;
  /** Whether another attempt may go well: what failed was the machine. Default: false. */
  readonly mayPass?: boolean;
  /**
   * Whether it may go well by itself: memory ran out while other seeds were trained with it. Default:
   * false.
   */
  readonly mayPassAlone?: boolean;
}

/** Something of the run failed and is tried again; the message says what, and in which attempt. */
export interface RunRetried extends OfRun {
  readonly kind: 'retried';
  readonly message: string;
}

/** Something of the run waits until a cluster has a place for it. */
export interface RunQueued extends OfRun {
  readonly kind: 'queued';
  /** As the cluster names it, such as `Resources`. */
  readonly reason: string;
}

/** Something worth knowing while runs go on, such as that memory is nearly full. */
export interface RunNote extends OfRun {
  readonly kind: 'note';
  readonly message: string;
}

/** Another process trains a stage of the run; the message says which. */
export interface RunLeft extends OfRun {
  readonly kind: 'left';
  readonly message: string;
}

/** It is not known yet whether another process trains a stage of the run; the message says which. */
export interface RunWaiting extends OfRun {
  readonly kind: 'waiting';
  readonly message: string;
}

/** The run was stopped before its end; stages that are finished and checkpoints stay. */
export interface RunStopped extends OfRun {
  readonly kind: 'stopped';
}

/** What happens while runs are trained, in the order in which it does. */
export type RunEvent =
  | RunBegun
  | StageBegun
  | Resumed
  | CheckpointRefused
  | BeforeStep
  | TrainedTogether
  | StepTaken
  | Checkpointing
  | Checkpointed
  | Testing
  | Tested
  | StageFinished
  | RunFinished
  | RunFailed
  | RunRetried
  | RunQueued
  | RunNote
  | RunLeft
  | RunWaiting
  | RunStopped;

/** Whether nothing more comes of an event's run. */
export function endsRun(event: RunEvent): boolean {
  return ['run-finished', 'failed', 'left', 'stopped'].includes(event.kind);
}
