import { UserError } from './user-error.js';

/** What `body` gives; where it throws a UserError, the sentence that says why there is none. */
export async function orReason<T>(body: () => Promise<T>): Promise<T | string> {
  try {
    return await body();
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}
