import { counted } from '../../text/counted.js';
import { reasonAgainst } from '../../training/together/joint-member.js';
import { shareSteps } from '../../training/together/shared-trainer.js';
import type { RunSetting } from '../train-run.js';
import { SeedUnderWay, type TogetherEvent } from './seed-under-way.js';

/**
 * Trains and tests what is missing of several first seeds of one experiment, each as `trainRun` does
 * and into folders of its own, with the steps of a stage that they have in common taken as one
 * program (`JointTrainer`). Between two steps each seed is tested, analysed and written by itself. A
 * seed that is behind is trained alone until it is where the others wait, and one whose stage cannot
 * be trained with theirs to the end of the stage; an event says why. A seed that fails ends alone,
 * with a `SeedError`.
 */
export function* trainTogether(settings: readonly RunSetting[]): Generator<TogetherEvent> {
  const seeds = settings.map((setting) => new SeedUnderWay(setting));
  try {
    for (const seed of seeds) yield* seed.toNextStep();
    for (;;) {
      const waiting = seeds.filter(({ at }) => at !== null);
      if (waiting.length === 0) return;
      if (settings.some(({ isStopped }) => isStopped?.())) {
        // Each takes the step that it waits for, and is saved.
        for (const seed of waiting) yield* seed.toNextStep();
        continue;
      }
      const { first, until } = nextOf(waiting);
      const done = first.filter(({ trainer }) => trainer?.isDone);
      for (const seed of done) yield* seed.toNextStep();
      if (done.length > 0) continue;
      const { together, alone } = divided(first, { all: settings.length, until });
      for (const [seed, reason] of alone) {
        seed.trainer?.trainAlone();
        if (reason !== null) yield seed.said([seed], reason);
        yield* stepsOf([seed], until);
      }
      if (together.length === 0) continue;
      yield (together[0] as SeedUnderWay).said(together, null);
      shareSteps(together.flatMap(({ trainer }) => trainer ?? []));
      yield* stepsOf(together, until);
    }
  } finally {
    for (const seed of seeds) seed.end();
  }
}

/**
 * The seeds that are the farthest behind, all at one place, and the step of that stage where others
 * wait for them.
 */
function nextOf(waiting: readonly SeedUnderWay[]): {
  readonly first: readonly SeedUnderWay[];
  readonly until: number;
} {
  const position = Math.min(...waiting.map((seed) => seed.position));
  const own = waiting.filter((seed) => seed.position === position);
  const taken = Math.min(...own.map((seed) => seed.taken));
  const later = own.flatMap((seed) => (seed.taken > taken ? [seed.taken] : []));
  return { first: own.filter((seed) => seed.taken === taken), until: Math.min(...later) };
}

/** Takes steps of seeds until one of them has come so far, or has left the stage. */
function* stepsOf(seeds: readonly SeedUnderWay[], until: number): Generator<TogetherEvent> {
  const stages = new Map(seeds.map((seed) => [seed, seed.stage]));
  const isThere = (seed: SeedUnderWay): boolean =>
    seed.stage === stages.get(seed) && seed.taken < until;
  SeedUnderWay.beginSharing(seeds);
  while (seeds.every(isThere)) {
    for (const seed of seeds) yield* seed.toNextStep();
    // After the last step each ends its stage and begins the next, which is its own time.
    if (seeds.every((seed) => seed.stage === stages.get(seed))) SeedUnderWay.shareTime(seeds);
  }
}

/** Which seeds before the same step are trained together, and which alone, with the reason. */
function divided(
  seeds: readonly SeedUnderWay[],
  { all, until }: { readonly all: number; readonly until: number },
): {
  readonly together: readonly SeedUnderWay[];
  readonly alone: readonly (readonly [SeedUnderWay, string | null])[];
} {
  const bySteps = new Map<number, SeedUnderWay[]>();
  const alone: [SeedUnderWay, string | null][] = [];
  for (const seed of seeds) {
    const { trainer } = seed;
    if (trainer === null) alone.push([seed, 'its model is trained alone']);
    else bySteps.set(trainer.steps, [...(bySteps.get(trainer.steps) ?? []), seed]);
  }
  const groups = [...bySteps.values()].sort((a, b) => b.length - a.length);
  const [most = [], ...others] = groups;
  for (const seed of others.flat()) {
    const [own, theirs] = [seed, most[0] as SeedUnderWay].map((one) => one.trainer?.steps ?? 0);
    alone.push([seed, `it has ${counted(own as number, 'step')}, the others have ${theirs}`]);
  }
  const apart = (reason: string | null) => ({
    together: [],
    alone: [...alone, ...most.map((seed) => [seed, reason] as const)],
  });
  if (most.length === 1) {
    const isOnly = all > 1 && seeds.length === 1;
    if (Number.isFinite(until)) return apart(`it goes on to step ${until}, where others wait`);
    return apart(isOnly ? 'no other seed is at this stage' : null);
  }
  const members = most.flatMap(({ trainer }) => (trainer === null ? [] : [trainer.member]));
  const reason = most.length === 0 ? null : reasonAgainst(members);
  return reason === null ? { together: most, alone } : apart(reason);
}
