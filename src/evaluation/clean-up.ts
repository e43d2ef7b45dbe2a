/** What transformers takes the space away from, in its order; a space stands before each. */
const joined = ['.', '?', '!', ',', "' ", "n't", "'m", "'s", "'ve", "'re"];

/**
 * Takes away the spaces that tokenizers of words leave before punctuation and contractions
 * (`it 's , well` becomes `it's, well`), as transformers'
 * `PreTrainedTokenizerBase.clean_up_tokenization` does, one kind after the other.
 */
export function cleanUpSpaces(text: string): string {
  return joined.reduce((cleaned, end) => cleaned.replaceAll(` ${end}`, end.trim()), text);
}
