/** Characters of the longest message: what it names, such as keys of a file, can be long. */
const longest = 8000;

/**
 * A mistake of the person at the command line: shown as one message, without a stack. Of a very long
 * message the middle is left out.
 */
export class UserError extends Error {
  override readonly name = 'UserError';

  constructor(message: string, options?: ErrorOptions) {
    super(withoutMiddle(message), options);
  }
}

function withoutMiddle(message: string): string {
  if (message.length <= longest) return message;
  const [begin, end] = [message.slice(0, (3 * longest) / 4), message.slice(-longest / 4)];
  const left = message.length - begin.length - end.length;
  return `${begin} [... ${left.toLocaleString('en-US')} characters left out ...] ${end}`;
}
