import { freeze } from '../frozen.js';
import type { ModelKind } from './kind.js';
import {
  foundStage,
  type OtherStageInput,
  type OtherStageOptions,
  otherStageOptions,
} from './other-stage.js';

/**
 * The model of a trained stage of another experiment, with its tokenizer: each seed starts from the
 * same seed there, unless `seed` names one.
 *
 * @param experiment name of a bundled experiment, or path of a .ts or .json file
 */
export function fromStage(
  experiment: string,
  options: Omit<OtherStageInput, 'kind' | 'experiment' | 'resolved'> = {},
): OtherStageInput {
  return freeze({ kind: 'stage', experiment, ...options });
}

/** A trained stage of another experiment; its quick form starts from that one's quick form. */
export const fromStageKind: ModelKind<OtherStageOptions> = {
  kind: 'stage',
  reads: 'texts',
  architecture: ({ resolved }) =>
    resolved === undefined || 'problem' in resolved ? 'causal' : resolved.architecture,
  options: otherStageOptions,
  // What the stage is, whatever its experiment is called and wherever it lies.
  identity: (options) => {
    const { identities, second } = foundStage(options);
    const { kind, seed: from } = options;
    const content = identities.at(-1);
    return { kind, content, seed: from, ...(second === null ? {} : { secondSeed: second.seed }) };
  },
  checkpoint: () => null,
  otherStage: (options) => options,
  quick: ({ resolved: _, ...written }) => ({ ...written, form: 'quick' }),
  name: ({ experiment, stage }) => (stage === undefined ? experiment : `${stage} of ${experiment}`),
  parameters: () => null,
  operations: () => null,
  misfits: () => [],
};
