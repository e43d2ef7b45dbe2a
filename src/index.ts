/** @module What an experiment file imports, in the order of the story. */
export { withAlpha } from './data/alpha.js';
export type { DataInput, DataOptions } from './data/data-options.js';
export type { Shares } from './data/shares.js';
export { type Subset, subsetNames, subsets } from './data/subsets.js';
export { UserError } from './errors/user-error.js';
export {
  type ConvNextV2Input,
  type ConvNextV2Size,
  convNextV2,
} from './experiment/convnext-v2-options.js';
export type { Execution, ExecutionInput } from './experiment/execution.js';
export {
  defineExperiment,
  type Experiment,
  type ExperimentInput,
} from './experiment/experiment.js';
export { gptNeoX, type ModelInput, type ModelOptions } from './experiment/model-options.js';
export { adafactor, adamw, type OptimizerOptions, type Recipe, sgd } from './experiment/recipe.js';
export type { Seeds } from './experiment/seeds.js';
export type { Stage } from './experiment/stage.js';
export {
  defineStudy,
  type MemberInput,
  type StudyDefinition,
  type StudyInput,
  studyOf,
} from './study/study.js';
export { type Point, sweep } from './study/sweep.js';
