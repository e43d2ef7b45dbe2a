/** The variable that tells the processes of a command what was typed, without tokens and passwords. */
export const commandVariable = 'CREDENCE_COMMAND';

const plainWord = /^[\w@%+=:,./-]+$/;

function quoted(word: string): string {
  return plainWord.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/**
 * Words as one command that a POSIX shell reads back as the same words: those with blanks,
 * brackets, quotes and the like stand in single quotes.
 */
export function commandLine(words: readonly string[]): string {
  return words.map(quoted).join(' ');
}
