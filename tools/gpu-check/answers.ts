import { draftVerifiedContinuations } from '../../src/evaluation/draft-verified-decoding.js';
import { greedyContinuations } from '../../src/evaluation/greedy-decoding.js';
import { meanLoss } from '../../src/evaluation/losses.js';
import type { AnyLanguageModel } from '../../src/models/encoder-decoder.js';
import { wordLevelTokenizer } from '../../src/tokenizers/word-level.js';
import { type Check, tolerances } from './check.js';
import {
  architectures,
  largestDifference,
  modes,
  precisions,
  questions,
  smallModelOf,
} from './small-tasks.js';

export const prompts = [[5, 11, 2, 40], [7], [3, 3, 9], [60, 61, 62, 63, 64, 65]];
export const newTokens = 6;

/** Drafts that are right, right at first, wrong and none, by what is written without them. */
export const draftsOf = (plain: readonly (readonly number[])[]): (readonly number[])[] => [
  plain[0] ?? [],
  [...(plain[1] ?? []).slice(0, 3), 90, 91],
  [1, 1],
  [],
];

/** What a model answers, one token at a time and by drafts, and its losses. */
interface Answered {
  readonly plain: readonly (readonly number[])[];
  readonly drafted: readonly (readonly number[])[];
  readonly losses: Readonly<Record<(typeof precisions)[number], readonly number[]>>;
}

function answered(model: AnyLanguageModel): Answered {
  const how = { endIds: [], precision: 'float32' } as const;
  const plain = greedyContinuations(model, prompts, { newTokens, ...how });
  const drafts = draftsOf(plain);
  const tasks = prompts.map((prompt, i) => ({ prompt, draft: [...(drafts[i] ?? [])], newTokens }));
  const drafted = draftVerifiedContinuations(model, tasks, how);
  const tokenizer = wordLevelTokenizer(questions);
  const lossesIn = (precision: (typeof precisions)[number]): number[] =>
    modes.map((mode) => {
      const padding = mode === 'fast' ? {} : { padTo: 10, padAnswerTo: 4 };
      const loss = { tokens: 'all', ...padding } as const;
      return meanLoss(model, tokenizer, questions, { mode, loss, testBatch: 4, precision });
    });
  const losses = { float32: lossesIn('float32'), bfloat16: lossesIn('bfloat16') };
  return { plain, drafted, losses };
}

/** How many continuations are others. */
const others = (a: Answered['plain'], b: Answered['plain']): number =>
  b.filter((tokens, i) => tokens.join(' ') !== a[i]?.join(' ')).length;

/** Answers of four prompts and losses of questions, by every architecture of texts. */
export function answerChecks(): Check[] {
  return architectures.map((name) => ({
    name: 'answers',
    of: name,
    run(device) {
      const [host, there] = ['cpu', device].map((where) => {
        const model = smallModelOf(name).moveTo(where);
        try {
          return answered(model);
        } finally {
          model.dispose();
        }
      }) as [Answered, Answered];
      return [
        // The two largest logits of these models are far further apart than rounding.
        { what: 'other answers', value: others(there.plain, host.plain), most: 0 },
        { what: 'others by drafts', value: others(there.drafted, host.plain), most: 0 },
        ...precisions.map((precision) => ({
          what: `loss in ${precision}`,
          value: largestDifference(there.losses[precision], host.losses[precision]),
          most: tolerances[precision].loss,
        })),
      ];
    },
  }));
}
