import { describe, expect, it } from 'vitest';
import { missingFileText } from './options.js';

describe('missingFileText', () => {
  const lacking = {
    kind: 'csv',
    entity: 'name',
    popularity: 'fame',
    attributes: [{ column: 'born', question: 'born {e}' }],
  };

  it('names the columns that a table must have', () => {
    expect(missingFileText(lacking)).toBe(
      'data.file is missing: give the path of a CSV table with --set data.file=<path>; ' +
        'its header must have the columns name, fame, born',
    );
  });

  it('says nothing where there is a file, or where more is wrong', () => {
    expect(missingFileText({ ...lacking, file: 'people.csv' })).toBeNull();
    expect(missingFileText({ ...lacking, entity: 3 })).toBeNull();
    expect(missingFileText({ kind: 'world' })).toBeNull();
  });
});
