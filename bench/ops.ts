import {
  backward,
  clearGradients,
  Parameter,
  randn,
  scope,
  setThreads,
  type Tensor,
} from '../src/tensor/index.js';
import { PeerProcess } from './peer-process.js';
import { amdNote, type Result, whereMeasured } from './results.js';

interface Operation {
  readonly name: string;
  /** What Python does beside it; see bench/peers/ops.py. */
  readonly peer: 'add' | 'matmul' | 'backward';
  /** Calls of one round. */
  readonly calls: number;
  /** Makes the operands and returns what does all the calls of a round. */
  prepare(calls: number): () => void;
}

/** A body that runs once in a scope of its own for every call. */
const scoped =
  (body: () => unknown) =>
  (calls: number): void => {
    for (let i = 0; i < calls; i++)
      scope(() => {
        body();
      });
  };

const callsPerScope = 100;

const operations: readonly Operation[] = [
  {
    name: 'add, 2x2, a scope a call',
    peer: 'add',
    calls: 50_000,
    prepare(calls) {
      const [a, b] = [randn([2, 2]), randn([2, 2])];
      return () => scoped(() => a.add(b))(calls);
    },
  },
  {
    name: `add, 2x2, a scope for ${callsPerScope} calls`,
    peer: 'add',
    calls: 50_000,
    prepare(calls) {
      const [a, b] = [randn([2, 2]), randn([2, 2])];
      const hundred = (): void => {
        for (let i = 0; i < callsPerScope; i++) a.add(b);
      };
      return () => scoped(hundred)(calls / callsPerScope);
    },
  },
  {
    name: 'matmul, 64x64',
    peer: 'matmul',
    calls: 20_000,
    prepare(calls) {
      const [a, b] = [randn([64, 64]), randn([64, 64])];
      return () => scoped(() => a.matmul(b))(calls);
    },
  },
  {
    name: 'forward and backward, mean((x w)^2), 4x4',
    peer: 'backward',
    calls: 10_000,
    prepare(calls) {
      const [x, w] = [randn([4, 4]), new Parameter(randn([4, 4]))];
      const loss = (): Tensor => x.matmul(w).square().mean();
      return () =>
        scoped(() => {
          backward(loss());
          clearGradients([w]);
        })(calls);
    },
  },
];

type PeerAnswer = Readonly<Record<Operation['peer'], number>>;

const fewest = (values: readonly number[]): number => Math.min(...values);

/** What one call costs in ours and in Python: the fewest microseconds of interleaved rounds. */
export async function benchOps({
  rounds,
  peers,
}: {
  readonly rounds: number;
  readonly peers: boolean;
}): Promise<Result> {
  setThreads(1);
  const where = whereMeasured(1);
  const calls = Object.fromEntries(
    operations.map((operation) => [operation.peer, operation.calls]),
  );
  const python = peers
    ? await PeerProcess.start<object, PeerAnswer>('ops.py', [JSON.stringify(calls)], 1)
    : null;
  try {
    const prepared = operations.map((operation) => operation.prepare(operation.calls));
    const own: number[][] = operations.map(() => []);
    const answers: PeerAnswer[] = [];
    for (let round = 0; round <= rounds; round++) {
      for (const [at, run] of prepared.entries()) {
        const start = performance.now();
        run();
        const microseconds = (performance.now() - start) * 1000;
        own[at]?.push(microseconds / (operations[at]?.calls ?? 0));
      }
      if (python) answers.push(await python.round());
    }
    const values = operations.map(({ name, peer }, at) => ({
      name,
      credence: fewest(own[at] ?? []),
      python: python ? fewest(answers.map((answer) => answer[peer])) : null,
    }));
    return {
      name: 'ops',
      what:
        `Time of one call, in microseconds, the fewest of ${rounds + 1} interleaved rounds, ` +
        "beside Python's of the same torch.",
      where,
      table: [
        ['operation', 'credence', 'Python', 'Python / credence'],
        ...values.map(({ name, credence, python }) => [
          name,
          credence.toFixed(2),
          python?.toFixed(2) ?? '',
          python === null ? '' : `${(python / credence).toFixed(2)}x`,
        ]),
      ],
      notes: [
        'Results are freed within the time measured: by scopes here, by reference counts in ' +
          'Python.',
        amdNote,
      ],
      values,
    };
  } finally {
    python?.stop();
  }
}
