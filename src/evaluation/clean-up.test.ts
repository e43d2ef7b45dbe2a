import { describe, expect, it } from 'vitest';
import cases from '../../test/fixtures/clean-up.json' with { type: 'json' };
import { cleanUpSpaces } from './clean-up.js';

describe('cleanUpSpaces', () => {
  it.each(cases as [string, string][])('cleans up "%s" as transformers does', (text, cleaned) => {
    expect(cleanUpSpaces(text)).toBe(cleaned);
  });

  it('leaves other spaces as they are', () => {
    expect(cleanUpSpaces(' New  York ’s ;\n.')).toBe(' New  York ’s ;\n.');
  });
});
