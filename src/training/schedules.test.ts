import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { learningRateFactor } from './schedules.js';

const path = new URL('../../test/fixtures/schedules.json', import.meta.url);
const golden: Record<string, number[]> = JSON.parse(readFileSync(path, 'utf8'));

describe('learning-rate schedules beside transformers, 4 warm-up steps of 21', () => {
  it.each([
    ['linear', 'linear'],
    ['cosine', 'cosine'],
    ['constant_with_warmup', 'constant'],
  ] as const)('%s', (name, schedule) => {
    const wanted = golden[name] ?? [];
    expect(wanted).toHaveLength(21);
    for (const [step, factor] of wanted.entries())
      expect(learningRateFactor({ schedule, warmupSteps: 4 }, step, 21)).toBeCloseTo(factor, 12);
  });
});
