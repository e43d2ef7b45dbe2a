// Shapes: B texts, R of them that agree with their drafts so far, N tokens of the longest draft,
// D width.
import type { AnyLanguageModel } from '../models/encoder-decoder.js';
import { scope, type Tensor, tensor } from '../tensor/index.js';
import type { Ids } from './decoder.js';
import { type Decoding, type DecodingOptions, withDecoding } from './decoding.js';
import { Continuation, type Limits, writeToTheEnd } from './greedy-decoding.js';

/** A prompt whose greedy continuation is wanted. */
export interface DraftedPrompt extends Omit<Limits, 'endIds'> {
  readonly prompt: Ids;
  /** What may well follow, the end token included; may be empty. */
  readonly draft: Ids;
}

/**
 * The greedy continuation of each prompt, as `greedyContinuations` gives it, for about the price of
 * one pass where drafts are right. The prompts are read with their drafts; as long as the most
 * likely token is the draft's, the next one is known without another pass. Logits are computed
 * only up to where a text leaves its draft. From there it is written on token by token.
 */
export function draftVerifiedContinuations(
  model: AnyLanguageModel,
  prompts: readonly DraftedPrompt[],
  { endIds, precision }: DecodingOptions,
): number[][] {
  if (prompts.length === 0) return [];
  return withDecoding(
    model,
    prompts.map(({ prompt }) => prompt),
    precision,
    (decoding) => {
      const texts = prompts.map((limits) => new Continuation({ ...limits, endIds }));
      const drafts = prompts.map(({ draft, newTokens }) => draft.slice(0, newTokens));
      const goesOn = prompts.some(({ newTokens }) => newTokens > 1);
      verifyDrafts(decoding, drafts, decoding.readDrafts(drafts, { goesOn }), texts);
      const rows = [...texts.keys()].filter((row) => !texts[row]?.hasEnded);
      const left = rows.map((row) => texts[row] as Continuation);
      if (left.length > 0) {
        // The last token of each is the model's own; those before it are the draft's.
        decoding.leaveDrafts(
          rows,
          left.map(({ tokens }) => tokens.length - 1),
        );
        writeToTheEnd(decoding, left);
      }
      return texts.map(({ tokens }) => tokens);
    },
  );
}

/** Writes each text up to where it leaves its draft, from `hidden` [B, N, D] of `readDrafts`. */
function verifyDrafts(
  decoding: Decoding,
  drafts: readonly Ids[],
  hidden: Tensor,
  texts: readonly Continuation[],
): void {
  let agreeing = [...texts.keys()];
  for (let i = 0; agreeing.length > 0; i++) {
    const next = scope(() => {
      const rows = tensor(Int32Array.from(agreeing), [agreeing.length]);
      const column = hidden.select(1, i);
      return decoding.mostLikely(
        agreeing.length < texts.length
          ? column.indexSelect(0, rows.to({ device: hidden.device }))
          : column,
      );
    });
    agreeing = agreeing.filter((row, at) => {
      const [text, draft] = [texts[row] as Continuation, drafts[row] as Ids];
      const token = next[at] as number;
      const isDrafted = token === draft[i];
      text.write(token, { isDrafted });
      return isDrafted && i + 1 < draft.length && !text.hasEnded;
    });
  }
}
