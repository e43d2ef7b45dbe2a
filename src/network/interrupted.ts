import { setTimeout } from 'node:timers/promises';
import { UserError } from '../errors/user-error.js';
import { counted } from '../text/counted.js';

/** A connection that was not made, was cut or was refused for now: worth another attempt. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
  /** Seconds for which we were told to wait; null where nothing was said. */
  readonly retryAfter: number | null;
  /** Whether nobody was reached at all, as without a network. */
  readonly unreachable: boolean;

  constructor(
    message: string,
    {
      retryAfter = null,
      unreachable = false,
      cause,
    }: { retryAfter?: number | null; unreachable?: boolean; cause?: unknown } = {},
  ) {
    super(message, { cause });
    this.retryAfter = retryAfter;
    this.unreachable = unreachable;
  }
}

/** Lets so many milliseconds pass, or ends with the signal's reason. */
export type Wait = (ms: number, signal: AbortSignal | undefined) => Promise<void>;

/** How attempts are repeated. */
export interface Patience {
  readonly signal?: AbortSignal | undefined;
  /** Told before each new attempt what happened and when it is tried again. */
  readonly onNote?: ((line: string) => void) | undefined;
  /** Default: the time passes, and up to a quarter more, so that many jobs do not ask at once. */
  readonly wait?: Wait | undefined;
}

/** Attempts in a row that bring nothing before it is given up: after about three and a half minutes. */
const mostAttempts = 12;
/** Attempts where nobody has been reached at all: without a network the error should come soon. */
const attemptsToReach = 2;
const firstDelay = 1000;
const longestDelay = 30_000;
/** The longest that we wait in all without progress, in milliseconds. */
const longestWait = 15 * 60_000;

const passing: Wait = (ms, signal) =>
  setTimeout(ms * (1 + Math.random() / 4), undefined, { signal }).then(() => {});

/** Says how far an attempt has come, in bytes. */
export type Reached = (bytes: number) => void;

/**
 * Tries again what is interrupted: after 1 s, then twice as long up to 30 s, and never sooner than
 * the other side asks. Attempts count anew when one has come further than all before it. A UserError
 * after 12 in a row, where the other side asks for more than 15 minutes, or after 2 where nobody has
 * been reached yet.
 *
 * @param what begins the messages
 * @param advice what can be done, at the end of the error
 */
export async function persistently<T>(
  what: string,
  advice: string,
  { signal, onNote, wait = passing, hasReached = false }: Patience & { hasReached?: boolean },
  attempt: (reached: Reached) => Promise<T>,
): Promise<T> {
  let furthest = 0;
  let known = hasReached;
  let waited = 0;
  for (let failed = 0; ; ) {
    const before = furthest;
    try {
      return await attempt((bytes) => {
        furthest = Math.max(furthest, bytes);
      });
    } catch (error) {
      if (!(error instanceof Interrupted)) throw error;
      if (furthest > before) waited = 0;
      failed = furthest > before ? 1 : failed + 1;
      known ||= !error.unreachable;
      const most = known ? mostAttempts : attemptsToReach;
      const asked = 1000 * (error.retryAfter ?? 0);
      const delay = Math.max(asked, Math.min(longestDelay, firstDelay * 2 ** (failed - 1)));
      if (failed >= most || waited + delay > longestWait)
        throw new UserError(
          `${what}: ${error.message}; gave up after ${counted(failed, 'attempt')}` +
            `${failed >= most ? '' : `, for we were asked to wait ${spanText(delay)}`}${advice}`,
          { cause: error },
        );
      waited += delay;
      onNote?.(
        `${what}: ${error.message}; trying again in ${spanText(delay)} (attempt ` +
          `${failed + 1} of ${most})`,
      );
      await wait(delay, signal);
    }
  }
}

const spanText = (ms: number): string =>
  ms < 120_000 ? `${Math.ceil(ms / 1000)} s` : `${Math.ceil(ms / 60_000)} minutes`;

/**
 * The seconds that an answer asks us to wait: `retry-after` as a number or a date (by the answer's
 * own clock, where it has one), or the hub's `ratelimit: "api";r=0;t=55`. Null where it says nothing
 * that can be read.
 */
export function retryAfterOf(header: (name: string) => string | null): number | null {
  const value = header('retry-after')?.trim() ?? '';
  if (/^\d+(\.\d+)?$/.test(value)) return Number(value);
  const now = Date.parse(header('date') ?? '');
  const seconds = (Date.parse(value) - (Number.isNaN(now) ? Date.now() : now)) / 1000;
  if (/[a-z]/i.test(value) && !Number.isNaN(seconds)) return Math.max(0, seconds);
  const limit = /;\s*r\s*=\s*0\s*;\s*t\s*=\s*(\d+)/.exec(header('ratelimit') ?? '');
  return limit === null ? null : Number(limit[1]) + 1;
}
