import { buildModel } from '../src/models/build.js';
import { setThreads } from '../src/tensor/index.js';
import { memoryOfTraining } from './memory-of-training.js';
import { type Result, whereMeasured } from './results.js';
import { worldModel, worldTask } from './world-task.js';

const after = [100, 1_000, 10_000];
const width = 32;
const documentsPerStep = 32;

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);

/** What a long synchronous training loop holds after 100, 1,000 and 10,000 steps. */
export function benchLeaks(): Result {
  setThreads(1);
  const where = whereMeasured(1);
  const { tokenizer, documents, stage } = worldTask(10, 1);
  const model = buildModel(
    { ...worldModel(), width, hidden: 4 * width },
    { vocabularySize: tokenizer.vocabularySize, seed: 10, device: 'cpu' },
  );
  const recipe = { ...stage, documentsPerStep };
  const values = memoryOfTraining({ model, tokenizer, documents, recipe }, after);
  model.dispose();
  return {
    name: 'leaks',
    what:
      'What the process holds during 10,000 training steps without a pause: stage 1 of ' +
      `\`world\`, width ${width}, ${documentsPerStep} documents a step.`,
    where,
    table: [
      ['steps', 'live tensors', 'live MB', 'resident MB'],
      ...values.map((value) => [
        value.steps.toLocaleString('en'),
        String(value.liveTensors),
        megabytes(value.liveBytes),
        megabytes(value.residentBytes),
      ]),
    ],
    notes: [
      'The model keeps a table of angles for each length of its batches, made when one first ' +
        'comes up.',
    ],
    values,
  };
}
