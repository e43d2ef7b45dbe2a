import { type LmTask, lmTask, modelOfShape, quickTask } from '../../bench/lm-task.js';
import setInclusion from '../../experiments/fig22-set-inclusion.js';
import mnist from '../../experiments/fig23-mnist.js';
import { quickAnalyses } from '../../src/analyses/wanted.js';
import { executionOf } from '../../src/experiment/execution.js';
import { layout } from '../../src/runs/folder.js';
import { learnerOf } from '../../src/runs/train-run.js';
import { quickStudy } from '../../src/study/quick-study.js';
import { resolveStudy, trainedExperiments } from '../../src/study/resolve-study.js';
import { asStudy } from '../../src/study/study.js';
import { type StepReport, Trainer } from '../../src/training/trainer.js';
import { TrainingDocuments } from '../../src/training/training-documents.js';

/** What the paper trains, ready to take steps on a device. */
export interface PaperSteps {
  readonly name: string;
  /** Documents, or images, of a step. */
  readonly perStep: number;
  /** Documents, or images, that a seed sees in all its stages. */
  readonly ofSeed: number;
  /** Takes the next step; throws where the stage is over. */
  step(): StepReport;
  dispose(): void;
}

/** How to have them; `quick` gives a small form that shows whether they work. */
export interface PaperForm {
  readonly device: string;
  readonly quick: boolean;
}

/** The first seed of an experiment's first stage; of several members that which has a control. */
function fromExperiment(name: string, exported: unknown, { device, quick }: PaperForm): PaperSteps {
  const written = asStudy(exported, 'file');
  const study = resolveStudy(quick ? quickStudy(written, quickAnalyses()) : written);
  const trained = trainedExperiments(study);
  const chosen = trained.find(({ experiment }) => experiment.name.endsWith('-200')) ?? trained[0];
  if (chosen === undefined) throw new Error(`${name} trains nothing`);
  const { experiment, execution: wanted } = chosen;
  const seed = experiment.seeds.first[0] as number;
  const execution = executionOf(wanted, { device });
  // Nothing is read or written there: only how its stages follow each other is asked for.
  const runs = layout(experiment, 'runs-of-gpu-check').get(seed) ?? [];
  const learner = learnerOf(experiment, { seed, execution, analyses: new Map() });
  const stages = runs.map((run) => learner.stage(run));
  const training = stages[0]?.trainer().run();
  return {
    name,
    perStep: experiment.stages[0]?.documentsPerStep ?? 0,
    ofSeed: stages.reduce((sum, { shown }) => sum + shown, 0),
    step: () => nextOf(name, training),
    dispose() {
      training?.return(undefined);
      learner.dispose();
    },
  };
}

function nextOf(name: string, training: Iterator<StepReport> | undefined): StepReport {
  const next = training?.next();
  if (next === undefined || next.done) throw new Error(`the stage of ${name} has no more steps`);
  return next.value;
}

/** A language model at the paper's main experiment, of random weights, in bfloat16. */
function languageModel(name: string, task: LmTask, { device, quick }: PaperForm): PaperSteps {
  const { documents, seed, stage, tokenizer } = task;
  const shape = quick ? { layers: 1, width: 32, heads: 2 } : { layers: 24, width: 1024, heads: 16 };
  const model = modelOfShape(shape, device);
  const recipe = { ...stage, precision: 'bfloat16' } as const;
  const data = new TrainingDocuments({ model, tokenizer, documents, recipe, mode: 'fast', seed });
  const trainer = new Trainer({ model, data, recipe, seed, microBatch: 'search' });
  return {
    name,
    perStep: stage.documentsPerStep,
    ofSeed: documents.length * stage.epochs,
    step: () => trainer.step(),
    dispose() {
      trainer.dispose();
      model.dispose();
    },
  };
}

/** What may be asked for, by name: each makes its model when it is called. */
export function paperSteps(
  form: PaperForm & { readonly tokenizer: string },
): ReadonlyMap<string, () => PaperSteps> {
  return new Map([
    ['set-inclusion', () => fromExperiment('set-inclusion', setInclusion, form)],
    ['mnist', () => fromExperiment('mnist', mnist, form)],
    [
      'pythia-410m',
      () => {
        const task = lmTask(form.tokenizer, { people: form.quick ? 200 : 1000 });
        return languageModel('pythia-410m', form.quick ? quickTask(task) : task, form);
      },
    ],
  ]);
}
