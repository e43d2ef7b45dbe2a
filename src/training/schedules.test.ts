import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkWarmup, learningRateFactor } from './schedules.js';

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

describe('checkWarmup', () => {
  it('lets a warm-up be as long as the stage, and no longer', () => {
    checkWarmup({ warmupSteps: 21 }, 21);
    expect(() => checkWarmup({ warmupSteps: 22 }, 21, 'stages.stage1.')).toThrow(
      'stages.stage1.warmupSteps: the warm-up takes 22 steps, but the stage has only 21',
    );
  });
});
