import { scope } from '../../tensor/index.js';
import { checkWarmup } from '../schedules.js';
import {
  checkFinite,
  type StageTrainer,
  type StepReport,
  Trainer,
  type TrainerState,
} from '../trainer.js';
import type { JointMember } from './joint-member.js';
import { type JointReport, JointTrainer } from './joint-trainer.js';

/**
 * Trains a model for one stage as `Trainer` does, alone or, from where `shareSteps` says so, together
 * with others. Each step of one is then a step of all: the first that asks for the next takes it, so
 * that all have to be done with the one before.
 */
export class SharedTrainer implements StageTrainer {
  readonly steps: number;
  #alone: Trainer | null = null;
  #seat: Seat | null = null;
  #taken = 0;
  #models = 1;

  /** Throws a UserError where the warm-up outlasts the stage. */
  constructor(readonly member: JointMember) {
    const { recipe, data, path } = member;
    this.steps = recipe.epochs * data.stepsPerEpoch;
    checkWarmup(recipe, this.steps, path);
  }

  get taken(): number {
    return this.#taken;
  }

  get isDone(): boolean {
    return this.#taken === this.steps;
  }

  /** The most that ever took a step with it. */
  get models(): number {
    return this.#models;
  }

  /** Leaves those that it trains with. */
  trainAlone(): void {
    if (!this.#seat) return;
    const alone = new Trainer(this.member);
    scope(() => alone.restore(this.state()));
    this.dispose();
    this.#alone = alone;
  }

  /** @internal see `shareSteps` */
  sit(seat: Seat): void {
    this.dispose();
    this.#seat = seat;
    this.#models = Math.max(this.#models, seat.joint.models);
  }

  step(): StepReport {
    const report =
      this.#seat?.joint.report(this.#seat.index, this.#taken + 1) ?? this.#own().step();
    this.#taken++;
    return report;
  }

  checkFinite(): void {
    const { model } = this.member;
    checkFinite([...model.namedParameters()], this.member, { step: this.taken, steps: this.steps });
  }

  *run(): Generator<StepReport> {
    try {
      while (!this.isDone) yield this.step();
    } finally {
      this.dispose();
    }
  }

  /** As of `Trainer`; of one that trains with others, tensors are views that the caller's scope frees. */
  state(): TrainerState {
    return this.#seat?.joint.trainer.state(this.#seat.index) ?? this.#own().state();
  }

  /** As of `Trainer`; it trains alone from there. */
  restore(state: TrainerState): void {
    this.trainAlone();
    this.#own().restore(state);
    this.#taken = state.step;
  }

  dispose(): void {
    this.#alone?.dispose();
    this.#alone = null;
    this.#seat?.joint.leave(this.#seat.index);
    this.#seat = null;
  }

  #own(): Trainer {
    this.#alone ??= new Trainer(this.member);
    return this.#alone;
  }
}

/**
 * Has trainers, which `reasonAgainst` has nothing against, take their steps together from where they
 * stand. Throws RangeError where that is not after the same step.
 */
export function shareSteps(trainers: readonly SharedTrainer[]): void {
  const joint = new JointSteps(trainers);
  for (const [index, trainer] of trainers.entries()) trainer.sit({ joint, index });
}

/** Which of the models of what steps. */
interface Seat {
  readonly joint: JointSteps;
  readonly index: number;
}

/** The steps that several trainers share; its own trainer ends with the last of them. */
class JointSteps {
  readonly trainer: JointTrainer;
  readonly models: number;
  readonly #seated: Set<number>;
  #step: number;
  #reports: readonly JointReport[] = [];
  /** What ended the steps of all, such as that memory ran out. */
  #failure: unknown = null;

  constructor(trainers: readonly SharedTrainer[]) {
    this.models = trainers.length;
    this.#seated = new Set(trainers.keys());
    this.#step = trainers[0]?.taken ?? 0;
    this.trainer = new JointTrainer(trainers.map(({ member }) => member));
    if (trainers.every(({ taken }) => taken === 0)) return;
    try {
      scope(() => this.trainer.restore(trainers.map((one) => one.state())));
    } catch (error) {
      this.trainer.dispose();
      throw error;
    }
  }

  /** What a step, counted from 1, did to one model; takes it where it is the next. */
  report(index: number, step: number): StepReport {
    if (this.#failure !== null) throw this.#failure;
    if (step === this.#step + 1) {
      try {
        this.#reports = this.trainer.step();
      } catch (error) {
        this.#failure = error;
        throw error;
      }
      this.#step = step;
    }
    const report = this.#reports[index] ?? null;
    if (report === null || step !== this.#step)
      throw new Error(`step ${step} was asked for where all others are at ${this.#step}`);
    if (report instanceof Error) throw report;
    return report;
  }

  /** Goes on without one model; frees everything after the last. */
  leave(index: number): void {
    if (!this.#seated.delete(index)) return;
    this.trainer.leaveOut(index);
    if (this.#seated.size === 0) this.trainer.dispose();
  }
}
