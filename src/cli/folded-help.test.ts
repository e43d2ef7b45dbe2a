import { expect, it } from 'vitest';
import { foldedHelp } from './folded-help.js';

it('folds examples and paragraphs that are too long, and leaves all else as it is', () => {
  const text =
    '\nExamples:\n  credence run a   short\n  credence run long-name   what it does\n\n' +
    'A paragraph that is wider\nthan it may be.\n\nAs it is.\n\nThe last one is wide, too.\n';
  expect(foldedHelp(text, 24)).toBe(
    '\nExamples:\n  credence run a\n      short\n  credence run long-name\n      what it does\n\n' +
      'A paragraph that is\nwider than it may be.\n\nAs it is.\n\nThe last one is wide,\ntoo.\n',
  );
  expect(foldedHelp(text, 80)).toBe(text);
});
