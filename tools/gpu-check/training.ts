import { loadWeights, savePretrained } from '../../src/checkpoints/checkpoint.js';
import { usesDeterministicKernels } from '../../src/tensor/index.js';
import { type Check, type Measured, tolerances } from './check.js';
import { inFolder } from './in-folder.js';
import {
  apart,
  architectures,
  type InTraining,
  imageTraining,
  languageTraining,
  largestDifference,
  modes,
  precisions,
  smallModelOf,
  weightsOf,
} from './small-tasks.js';

/** What a few steps did. */
interface Steps {
  readonly losses: readonly number[];
  /** By how much each element of the parameters has changed. */
  readonly moved: Float32Array;
  /** The loss of one more step, and of the same by a trainer that went on from the state. */
  readonly next: readonly [number, number];
}

/** Takes three steps, and a fourth twice: as it comes, and by a trainer that goes on from files. */
function steps({ model, trainer, dispose }: InTraining, restored: () => InTraining): Steps {
  const before = weightsOf(model);
  const losses = [0, 1, 2].map(() => trainer.step().loss);
  const after = weightsOf(model);
  const other = restored();
  try {
    inFolder((folder) => {
      savePretrained(model, folder);
      loadWeights(other.model, folder);
    });
    other.trainer.restore(trainer.state());
    return {
      losses,
      moved: after.map((weight, i) => weight - (before[i] as number)),
      next: [trainer.step().loss, other.trainer.step().loss],
    };
  } finally {
    other.dispose();
    dispose();
  }
}

/** Three steps on the host, on the device, and on the device again with the same seed. */
function compared(
  make: (where: string) => InTraining,
  precision: keyof typeof tolerances,
  device: string,
): Measured[] {
  const taken = (where: string): Steps => steps(make(where), () => make(where));
  const [host, there, again] = [taken('cpu'), taken(device), taken(device)];
  const { loss, moved } = tolerances[precision];
  const losses = largestDifference(there.losses, host.losses);
  return [
    { what: 'losses', value: losses, most: loss },
    { what: 'weights', value: apart(there.moved, host.moved), most: moved },
    {
      what: 'same seed twice',
      value: apart(again.moved, there.moved),
      most: usesDeterministicKernels() ? 0 : moved,
    },
    {
      what: 'from saved state',
      value: largestDifference([there.next[1]], [there.next[0]]),
      most: loss,
    },
  ];
}

/** Every architecture in both modes and precisions, and images. */
export function trainingChecks(): Check[] {
  const texts = architectures.flatMap((name) =>
    modes.flatMap((mode) =>
      precisions.map(
        (precision): Check => ({
          name: 'training',
          of: `${name}, ${mode}, ${precision}`,
          run(device) {
            const recipe = { precision };
            const make = (where: string): InTraining =>
              languageTraining(smallModelOf(name).moveTo(where), { mode, recipe });
            return compared(make, precision, device);
          },
        }),
      ),
    ),
  );
  const images = precisions.map(
    (precision): Check => ({
      name: 'training',
      of: `convnextv2, ${precision}`,
      run: (device) => compared((where) => imageTraining(where, precision), precision, device),
    }),
  );
  return [...texts, ...images];
}
