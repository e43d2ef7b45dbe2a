/** Names of options, variables and keys whose values are nobody's business. */
const secretName = /token(?!i)|passw(or)?d|secret|api[-_]?key|credential/i;

/** Characters from which the value of such a variable is long enough to be told from a usual word. */
const shortestSecret = 6;

/**
 * The words of a command line without what looks like a secret, each replaced by `***`: what follows
 * an option called token, password and the like, or a key of such a name and `=`; tokens of Hugging
 * Face and GitHub; user and password in an address; and values of variables of `environment` that
 * are named so.
 */
export function withoutSecrets(
  words: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): string[] {
  const values = Object.entries(environment).flatMap(([name, value = '']) =>
    secretName.test(name) && value.length >= shortestSecret ? [value] : [],
  );
  return words.map((word, index) => {
    const before = words[index - 1] ?? '';
    if (/^--?[\w-]+$/.test(before) && secretName.test(before) && !word.startsWith('-'))
      return '***';
    const withoutValues = values.reduce((rest, value) => rest.replaceAll(value, '***'), word);
    const [, name = ''] = /^([\w.-]+)=/.exec(withoutValues) ?? [];
    if (secretName.test(name)) return `${name}=***`;
    return withoutValues
      .replace(/\b(hf_|gh[pousr]_|github_pat_)\w{4,}/g, '$1***')
      .replace(/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@'"]+@/gi, '$1***@')
      .replace(/([?&][\w.-]+)=([^&#\s]*)/g, (whole, key: string) =>
        secretName.test(key) ? `${key}=***` : whole,
      );
  });
}
