/**
 * The models of Figs. 17 and 18 on the hub. The authors name a GPT-Neo of 350M that is no longer
 * there, and a "gpt-neo-6B" that never was: GPT-J-6B stands in its place.
 */
export const otherModels = {
  'GPT-Neo-125M': 'EleutherAI/gpt-neo-125m',
  'GPT-Neo-1.3B': 'EleutherAI/gpt-neo-1.3B',
  'GPT-Neo-2.7B': 'EleutherAI/gpt-neo-2.7B',
  'GPT-J-6B': 'EleutherAI/gpt-j-6b',
  'Llama2-7B': 'meta-llama/Llama-2-7b-hf',
} as const;

/** Name of one of these models. */
export type OtherModel = keyof typeof otherModels;
