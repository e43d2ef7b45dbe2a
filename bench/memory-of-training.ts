import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Document } from '../src/data/documents.js';
import type { Recipe } from '../src/experiment/recipe.js';
import type { AnyLanguageModel } from '../src/models/encoder-decoder.js';
import { liveBytes, liveTensors } from '../src/tensor/index.js';
import type { Tokenizer } from '../src/tokenizers/tokenizer.js';
import { Trainer } from '../src/training/trainer.js';
import { TrainingDocuments } from '../src/training/training-documents.js';

/** What a process holds after so many training steps. */
export interface MemoryAfter {
  readonly steps: number;
  readonly liveTensors: number;
  /** Behind the live tensors. */
  readonly liveBytes: number;
  /** Of the whole process, in memory. */
  readonly residentBytes: number;
  /** Of JavaScript's heap, in use after a collection. */
  readonly heapBytes: number;
  /** Resident outside JavaScript's heap, whose size depends on when V8 chooses to grow it. */
  readonly nativeBytes: number;
}

/** Collects JavaScript's garbage now. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
}

/** Trains without a pause; looks at memory after each number of steps in `after`, which rises. */
export function memoryOfTraining(
  training: {
    readonly model: AnyLanguageModel;
    readonly tokenizer: Tokenizer;
    readonly documents: readonly Document[];
    readonly recipe: Recipe;
  },
  after: readonly number[],
): MemoryAfter[] {
  const taken: MemoryAfter[] = [];
  const recipe = { ...training.recipe, epochs: after.at(-1) ?? 0 };
  const data = new TrainingDocuments({ ...training, mode: 'fast', seed: 0 });
  for (const { step } of new Trainer({ model: training.model, data, recipe, seed: 0 }).run()) {
    if (step !== after[taken.length]) continue;
    collectGarbage();
    const { rss, heapTotal, heapUsed } = process.memoryUsage();
    taken.push({
      steps: step,
      liveTensors: liveTensors(),
      liveBytes: liveBytes(),
      residentBytes: rss,
      heapBytes: heapUsed,
      nativeBytes: rss - heapTotal,
    });
    if (taken.length === after.length) break;
  }
  return taken;
}
