import { causalSelfAttention } from '../../src/models/blocks/attention.js';
import { ForwardPass } from '../../src/models/blocks/forward-pass.js';
import { Packing } from '../../src/models/blocks/packing.js';
import {
  grad,
  Parameter,
  randn,
  scope,
  seedEngine,
  type Tensor,
  zeros,
} from '../../src/tensor/index.js';
import { attentionTolerance, type Check, type Measured } from './check.js';

/** Texts of which the longest outgrows one block of a kernel's rows. */
const lengths = [5, 130, 1, 64, 17];

interface Heads {
  readonly heads: number;
  /** Of keys and values. */
  readonly groups: number;
  readonly width: number;
  /** How many tokens back a query sees; undefined: all. */
  readonly window?: number;
}

/** As Pythia-2.8B, Pythia-410M, SmolLM2, GPT-J and the local blocks of GPT-Neo have them. */
const shapes: readonly Heads[] = [
  { heads: 4, groups: 4, width: 80 },
  { heads: 4, groups: 4, width: 64 },
  { heads: 9, groups: 3, width: 64 },
  { heads: 2, groups: 2, width: 256 },
  { heads: 2, groups: 2, width: 128, window: 32 },
];

/** |a - b| / |b|, as Euclidean norms. */
const apart = (a: Tensor, b: Tensor): number => {
  const [x, y] = [a, b].map((one) => one.to({ dtype: 'float32' })) as [Tensor, Tensor];
  return x.sub(y).vectorNorm().div(y.vectorNorm()).item();
};

/** Packed texts as they lie beside the same side by side, in values and gradients, on `device`. */
function measured({ heads, groups, width, window }: Heads, device: string): Measured[] {
  return scope(() => {
    seedEngine(1);
    const packing = new Packing(lengths, device);
    const { tokens, texts, longest, starts } = packing;
    const parts = [heads, groups, groups].map((count) => {
      const drawn = randn([tokens, count, width], { dtype: 'bfloat16' });
      return new Parameter(drawn.to({ device }));
    }) as [Parameter, Parameter, Parameter];
    const isTaken = (parts[0] as Tensor).unsqueeze(0).takesPackedTexts();
    const taken = { what: 'taken', value: Number(isTaken), most: null };
    try {
      // The host and cards that have no such kernel take texts side by side.
      if (!isTaken && device !== 'cpu') return [taken];
      const how = { lengths, dropout: 0, window };
      const ours = parts[0]
        .packedAttention(parts[1], parts[2], starts, how)
        .flatten({ startDim: 1 });
      const { tokens: from, places } = packing.sideBySide;
      const [q, k, v] = parts.map((x) =>
        x.indexSelect(0, from).view([texts, longest, -1, width]),
      ) as [Tensor, Tensor, Tensor];
      const pass = ForwardPass.of(zeros([texts, longest], { device }), {});
      const wanted = causalSelfAttention(q, k, v, pass, { block: 0, dropout: 0, window })
        .flatten({ endDim: 1 })
        .indexSelect(0, places);
      const weights = randn([tokens, heads * width], { dtype: 'bfloat16' }).to({ device });
      const of = (mixed: Tensor): Tensor[] => [
        mixed,
        ...(grad([mixed.mul(weights).sum()], parts) as Tensor[]),
      ];
      const [a, b] = [of(ours), of(wanted)];
      const value = Math.max(...b.map((x, i) => apart(a[i] as Tensor, x)));
      return [taken, { what: 'values and gradients', value, most: attentionTolerance }];
    } finally {
      for (const one of parts) one.dispose();
    }
  });
}

/** Attention of packed texts, heads as several models have them. */
export const attentionChecks = (): Check[] =>
  shapes.map((shape) => ({
    name: 'attention of packed texts',
    of: Object.entries(shape)
      .map(([what, many]) => `${what} ${many}`)
      .join(' '),
    run: (device) => measured(shape, device),
  }));
