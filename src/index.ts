/** @module What an experiment file imports, in the order of the story. */
export type { Contrast } from './data/contrasts.js';
export type { Group, Source } from './data/groups.js';
export type { DataInput, DataOptions } from './data/kinds.js';
export { tableOne, withAlpha } from './data/presets/table-1.js';
export type { Shares } from './data/shares.js';
export { UserError } from './errors/user-error.js';
export type { Execution, ExecutionInput } from './experiment/execution.js';
export {
  defineExperiment,
  type Experiment,
  type ExperimentInput,
} from './experiment/experiment.js';
export {
  type ConvNextV2Input,
  type ConvNextV2Size,
  convNextV2,
} from './experiment/models/convnext-v2.js';
export { fromStage } from './experiment/models/from-stage.js';
export { gptNeoX } from './experiment/models/gpt-neox.js';
export type { ModelInput, ModelOptions } from './experiment/models/kinds.js';
export { llama } from './experiment/models/llama.js';
export { pretrained } from './experiment/models/pretrained.js';
export { t5 } from './experiment/models/t5.js';
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
