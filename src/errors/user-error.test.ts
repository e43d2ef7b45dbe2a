import { describe, expect, it } from 'vitest';
import { UserError } from './user-error.js';

describe('UserError', () => {
  it('leaves out the middle of a very long message', () => {
    const { message } = new UserError(`a.json: unknown keys ${'k, '.repeat(1e6)}; remove them`);
    expect(message.length).toBeLessThan(8200);
    expect(message).toMatch(/^a\.json: unknown keys k, .* \[\.\.\. 2,99\d,\d+ characters left out/);
    expect(message).toMatch(/; remove them$/);
    expect(new UserError('short', { cause: 1 })).toMatchObject({ message: 'short', cause: 1 });
  });
});
