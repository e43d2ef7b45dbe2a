import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { peerPython, peersFolder } from './peer.js';

/**
 * A Python program that does one round of work for every line it is given and answers each with one
 * line of JSON, so that its start-up is outside of what is measured.
 */
export class PeerProcess<Greeting, Answer> {
  /** What the program says once it is ready. */
  readonly greeting: Greeting;
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  readonly #name: string;

  private constructor(
    name: string,
    child: ChildProcess,
    lines: AsyncIterator<string>,
    greeting: Greeting,
  ) {
    this.#name = name;
    this.#child = child;
    this.#lines = lines;
    this.greeting = greeting;
  }

  /**
   * Starts `bench/peers/<name>` with `threads` threads and waits until it is ready. Throws when it
   * ends before that; what it wrote to standard error has been shown by then.
   */
  static async start<Greeting, Answer>(
    name: string,
    args: readonly string[],
    threads: number,
  ): Promise<PeerProcess<Greeting, Answer>> {
    const env = { OMP_NUM_THREADS: String(threads), PYTHONDONTWRITEBYTECODE: '1' };
    return PeerProcess.of(name, await peerPython(), [join(peersFolder, name), ...args], env);
  }

  /** Starts any program that speaks as the peers do; errors as of `start`. */
  static async of<Greeting, Answer>(
    name: string,
    command: string,
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
  ): Promise<PeerProcess<Greeting, Answer>> {
    const child = spawn(command, args, {
      env: { ...process.env, ...env },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    // Writing to a program that has ended fails too; that it answers nothing is what is reported.
    child.stdin.on('error', () => {});
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const greeting = await nextAnswer<Greeting>(name, lines);
    return new PeerProcess<Greeting, Answer>(name, child, lines, greeting);
  }

  /** Has the program do one round. */
  round(): Promise<Answer> {
    this.#child.stdin?.write('round\n');
    return nextAnswer<Answer>(this.#name, this.#lines);
  }

  /** Ends the program: it leaves when its input does. */
  stop(): void {
    this.#child.stdin?.end();
  }
}

async function nextAnswer<Answer>(name: string, lines: AsyncIterator<string>): Promise<Answer> {
  const { value, done } = await lines.next();
  if (done) throw new Error(`${name} ended before it answered`);
  return JSON.parse(value) as Answer;
}
