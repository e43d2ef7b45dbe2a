import { checkWarmup } from '../schedules.js';
import { type StageTrainer, type StepReport, Trainer, type TrainerState } from '../trainer.js';
import type { JointMember } from './joint-member.js';
import { type JointReport, JointTrainer } from './joint-trainer.js';

/**
 * Trains a model for one stage as `Trainer` does, together with others (`shareSteps`) or alone;
 * which of them is decided after it is made. Each step of one is a step of all: the first that asks
 * for the next takes it, so that all have to be done with the one before.
 */
export class SharedTrainer implements StageTrainer {
  readonly steps: number;
  #alone: Trainer | null = null;
  #seat: Seat | null = null;
  #step = 0;

  /** Throws a UserError where the warm-up outlasts the stage. */
  constructor(readonly member: JointMember) {
    const { recipe, data, path } = member;
    this.steps = recipe.epochs * data.stepsPerEpoch;
    checkWarmup(recipe, this.steps, path);
  }

  /** Whether it trains alone, such as one that goes on from a state. */
  get isAlone(): boolean {
    return this.#alone !== null;
  }

  /** Decides that it trains alone. */
  trainAlone(): void {
    this.#alone ??= new Trainer(this.member);
  }

  /** @internal decides that it trains with others; see `shareSteps` */
  sit(seat: Seat): void {
    this.#seat = seat;
  }

  step(): StepReport {
    if (this.#alone) return this.#alone.step();
    if (!this.#seat) throw new Error('whether it trains alone or with others is not decided');
    return this.#seat.joint.report(this.#seat.index, ++this.#step);
  }

  *run(): Generator<StepReport> {
    try {
      if (this.#alone) yield* this.#alone.run();
      else while (this.#step < this.steps) yield this.step();
    } finally {
      this.dispose();
    }
  }

  state(): TrainerState {
    const state = this.#alone?.state() ?? this.#seat?.joint.trainer.state(this.#seat.index);
    if (!state) throw new Error('whether it trains alone or with others is not decided');
    return state;
  }

  /** As of `Trainer`; it trains alone from there. */
  restore(state: TrainerState): void {
    this.trainAlone();
    this.#alone?.restore(state);
  }

  dispose(): void {
    this.#alone?.dispose();
    this.#seat?.joint.leave(this.#seat.index);
  }
}

/** Decides that trainers, which `reasonAgainst` has nothing against, take their steps together. */
export function shareSteps(trainers: readonly SharedTrainer[]): void {
  const joint = new JointSteps(trainers.map(({ member }) => member));
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
  readonly #seated: Set<number>;
  #step = 0;
  #reports: readonly JointReport[] = [];
  /** What ended the steps of all, such as that memory ran out. */
  #failure: unknown = null;

  constructor(members: readonly JointMember[]) {
    this.trainer = new JointTrainer(members);
    this.#seated = new Set(members.keys());
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
