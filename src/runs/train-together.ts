import { counted } from '../text/counted.js';
import { type JointMember, reasonAgainst } from '../training/together/joint-member.js';
import { SharedTrainer, shareSteps } from '../training/together/shared-trainer.js';
import type { BeforeStep, RunEvent, TrainedTogether } from './events.js';
import { type RunSetting, trainRun } from './train-run.js';

/** A first seed that ended with an error, as `trainRun` would have thrown it. */
export interface SeedError {
  readonly kind: 'error';
  readonly seed: number;
  readonly error: unknown;
}

/**
 * Trains and tests what is missing of several first seeds of one experiment, each as `trainRun` does
 * and into folders of its own, with the steps of a stage that they have in common taken as one
 * program (`JointTrainer`). Between two steps each seed is tested, analysed and written by itself. A
 * seed whose stage cannot be trained with the others', or that is at another stage, is trained alone
 * meanwhile, and an event says why. A seed that fails ends alone, with a `SeedError`.
 */
export function* trainTogether(
  settings: readonly RunSetting[],
): Generator<Exclude<RunEvent, BeforeStep> | SeedError> {
  const seeds = settings.map((setting) => new SeedUnderWay(setting));
  try {
    for (;;) {
      for (const seed of seeds) yield* seed.toNextStep();
      const waiting = seeds.filter(({ at }) => at !== null);
      if (waiting.length === 0) return;
      // The stage that is the earliest of them; those at later ones may then be joined there.
      const first = Math.min(...waiting.map(({ position }) => position));
      const name = waiting.find(({ position }) => position === first)?.at?.stage;
      const own = waiting.filter(({ at }) => at?.stage === name);
      const { together, alone } = divided(own, settings.length);
      for (const [seed, reason] of alone) {
        seed.trainer?.trainAlone();
        if (reason !== null) yield seed.said([seed], reason);
        yield* seed.toNextStage();
      }
      yield* trainStageTogether(together);
    }
  } finally {
    for (const seed of seeds) seed.end();
  }
}

/** Takes all steps of a stage of several seeds. */
function* trainStageTogether(
  seeds: readonly SeedUnderWay[],
): Generator<Exclude<RunEvent, BeforeStep> | SeedError> {
  const [first] = seeds;
  if (!first) return;
  yield first.said(seeds, null);
  SeedUnderWay.beginSharing(seeds);
  shareSteps(seeds.flatMap(({ trainer }) => (trainer === null ? [] : [trainer])));
  const stages = new Map(seeds.map((seed) => [seed, seed.stage]));
  const isThere = (seed: SeedUnderWay): boolean => seed.stage === stages.get(seed);
  for (let there = seeds; there.length > 0; there = there.filter(isThere)) {
    for (const seed of there) {
      seed.takeStep();
      yield* seed.toNextStep();
    }
    // After the last step each ends its stage and begins the next, which is its own time.
    if (there.every(isThere)) SeedUnderWay.shareTime(there);
    else SeedUnderWay.beginSharing(there);
  }
}

/** Which seeds before the same stage are trained together, and which alone, with the reason. */
function divided(
  seeds: readonly SeedUnderWay[],
  all: number,
): {
  readonly together: readonly SeedUnderWay[];
  readonly alone: readonly (readonly [SeedUnderWay, string | null])[];
} {
  const bySteps = new Map<number, SeedUnderWay[]>();
  const alone: [SeedUnderWay, string | null][] = [];
  for (const seed of seeds) {
    const { trainer } = seed;
    if (trainer === null) alone.push([seed, 'its model is trained alone']);
    else if (trainer.isAlone) alone.push([seed, 'it goes on within the stage']);
    else bySteps.set(trainer.steps, [...(bySteps.get(trainer.steps) ?? []), seed]);
  }
  const groups = [...bySteps.values()].sort((a, b) => b.length - a.length);
  const [most = [], ...others] = groups;
  for (const seed of others.flat()) {
    const [own, theirs] = [seed, most[0] as SeedUnderWay].map((one) => one.trainer?.steps ?? 0);
    alone.push([seed, `it has ${counted(own as number, 'step')}, the others have ${theirs}`]);
  }
  if (most.length === 1) {
    const reason = all > 1 && seeds.length === 1 ? 'no other seed is at this stage' : null;
    return { together: [], alone: [...alone, ...most.map((seed) => [seed, reason] as const)] };
  }
  const members = most.flatMap(({ trainer }) => (trainer === null ? [] : [trainer.member]));
  const reason = most.length === 0 ? null : reasonAgainst(members);
  if (reason === null) return { together: most, alone };
  return { together: [], alone: [...alone, ...most.map((seed) => [seed, reason] as const)] };
}

/** One of the seeds, as far as it is trained. */
class SeedUnderWay {
  /** Where it waits; null before it began and where it ended. */
  at: BeforeStep | null = null;
  /** Of the stage it is at; null where that cannot be shared. */
  trainer: SharedTrainer | null = null;
  readonly #setting: RunSetting;
  readonly #events: Generator<RunEvent>;
  #isOver = false;
  /** Milliseconds that its work took, and when the part under way began; null: none is. */
  #worked = 0;
  #since: number | null = null;
  /** `#worked` when time was last shared. */
  #shared = 0;

  constructor(setting: RunSetting) {
    this.#setting = setting;
    const makeTrainer = (member: JointMember): SharedTrainer => {
      this.trainer = new SharedTrainer(member);
      return this.trainer;
    };
    this.#events = trainRun({ ...setting, makeTrainer, clock: () => this.#clock });
  }

  /** What seeds do from here on is shared between them (`shareTime`). */
  static beginSharing(seeds: readonly SeedUnderWay[]): void {
    for (const seed of seeds) seed.#shared = seed.#worked;
  }

  /** Gives each of some seeds the same part of the time that they took since this was last done. */
  static shareTime(seeds: readonly SeedUnderWay[]): void {
    const sum = seeds.reduce((all, seed) => all + seed.#worked - seed.#shared, 0);
    for (const seed of seeds) seed.#shared = seed.#worked = seed.#shared + sum / seeds.length;
  }

  get #clock(): number {
    return this.#worked + (this.#since === null ? 0 : performance.now() - this.#since);
  }

  /** Which stage it is at, of which second seed; null where it is over. */
  get stage(): string | null {
    return this.at === null ? null : `${this.at.stage} ${this.at.secondSeed}`;
  }

  /** The place of its stage among those of a run. */
  get position(): number {
    const { runs } = this.#setting;
    return runs.findIndex((run) => `${run.stage.name} ${run.secondSeed}` === this.stage);
  }

  /** Leaves where it waits: the next event is one of the step. */
  takeStep(): void {
    this.at = null;
  }

  /** Goes on to where it next waits, or to its end; where it waits already, nothing happens. */
  *toNextStep(): Generator<Exclude<RunEvent, BeforeStep> | SeedError> {
    while (this.at === null && !this.#isOver) {
      let next: IteratorResult<RunEvent>;
      this.#since = performance.now();
      try {
        next = this.#events.next();
      } catch (error) {
        this.#isOver = true;
        this.trainer?.dispose();
        yield { kind: 'error', seed: this.#setting.runs[0]?.seed ?? 0, error };
        return;
      } finally {
        this.#worked = this.#clock;
        this.#since = null;
      }
      if (next.done) this.#isOver = true;
      else if (next.value.kind === 'before-step') this.at = next.value;
      else {
        // What is made of the next stage is made anew.
        if (next.value.kind === 'stage-finished') this.trainer = null;
        yield next.value;
      }
    }
  }

  /** Takes all steps of its stage. */
  *toNextStage(): Generator<Exclude<RunEvent, BeforeStep> | SeedError> {
    for (const { stage } = this; stage !== null && this.stage === stage; ) {
      this.takeStep();
      yield* this.toNextStep();
    }
  }

  /** The event that says who is trained with whom in its stage. */
  said(seeds: readonly SeedUnderWay[], alone: string | null): TrainedTogether {
    const { experiment, seed, stage, secondSeed } = this.at as BeforeStep;
    const of = { experiment, seed, stage, secondSeed, time: Date.now() };
    const all = seeds.map(({ at }) => (at as BeforeStep).seed);
    return { ...of, kind: 'trained-together', seeds: all, alone };
  }

  /** Stops it where it is. */
  end(): void {
    this.#events.return(undefined);
    // One whose first step nobody asked for yet.
    this.trainer?.dispose();
  }
}
