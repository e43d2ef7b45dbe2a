import type { ExecutionInput } from '../../experiment/execution.js';
import type { ClusterOptions } from '../slurm/cluster.js';

/** Which claims are tested and how, as the command line has it. */
export interface ReproduceOptions extends ExecutionInput, ClusterOptions {
  readonly claims?: readonly number[] | undefined;
  readonly paper?: true | undefined;
  readonly quick?: true | undefined;
  readonly seedsFrom?: number | undefined;
  readonly dryRun?: true | undefined;
  readonly reportOnly?: true | undefined;
  readonly out?: string | undefined;
  readonly into?: string | undefined;
  readonly json?: true | undefined;
}
