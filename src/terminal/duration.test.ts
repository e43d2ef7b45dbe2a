import { describe, expect, it } from 'vitest';
import { durationText, roundDuration } from './duration.js';

describe('durationText', () => {
  it.each([
    [0.2, '1 s'],
    [99, '99 s'],
    [100, '2 min'],
    [5400, '90 min'],
    [7500, '2 h 05 min'],
  ])('%d s', (seconds, text) => expect(durationText(seconds)).toBe(text));
});

describe('roundDuration', () => {
  it.each([
    [0.2, '1 s'],
    [119, '119 s'],
    [120, '2 min'],
    [7200, '2 h'],
    [3 * 86_400, '3 d'],
    [2500 * 365 * 86_400, '2,500 y'],
  ])('%d s', (seconds, text) => expect(roundDuration(seconds)).toBe(text));
});
