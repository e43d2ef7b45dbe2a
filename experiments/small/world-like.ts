import {
  asWritten,
  defineExperiment,
  type Experiment,
  type ExperimentInput,
} from '../../src/experiment/experiment.js';
import world from '../world.js';

type WorldData = Extract<ExperimentInput['data'], { kind: 'world' }>;

/** What an experiment in the world has otherwise than `world`. */
interface Differences extends Partial<Omit<ExperimentInput, 'name' | 'title' | 'data'>> {
  readonly name: string;
  readonly title: string;
  /** Options of the data that differ; the others stay. */
  readonly data?: Partial<Omit<WorldData, 'kind'>>;
}

/** `world` but for what is said: another model, other documents, other tests. */
export function worldLike({ data, ...differs }: Differences): Experiment {
  const own = asWritten(world) as ExperimentInput & { readonly data: WorldData };
  return defineExperiment({ ...own, ...differs, data: { ...own.data, ...data } });
}
