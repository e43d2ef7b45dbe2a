import { describe, expect, it } from 'vitest';
import { stageBanner, stageRules } from './stage-rule.js';

const axis = { domain: [0, 100], width: 400, labels: new Map(), upright: false } as const;
const stages = [
  { title: 'Stage 1', start: 0, end: 90 },
  { title: 'Stage 2: definitions only', start: 90, end: 100 },
];
const values = (layers: ReturnType<typeof stageRules>) =>
  layers.flatMap(({ data }) => (data as { values: Record<string, unknown>[] }).values);

describe('stageRules', () => {
  it('has a dashed line between two stages, and none before the first', () => {
    expect(values(stageRules(stages))).toEqual([{ x: 90 }]);
    expect(stageRules(stages)).toMatchObject([{ mark: { type: 'rule', strokeDash: [5, 4] } }]);
    expect(stageRules(stages.slice(0, 1))).toEqual([]);
  });
});

describe('stageBanner', () => {
  it('stands over the middle of stages, higher where a narrow one needs lines', () => {
    const { height, layers } = stageBanner(stages, axis);
    const [first, second] = values(layers(10));
    expect([first?.x, second?.x]).toEqual([45, 95]);
    expect(String(second?.title).split('\n')).toEqual(['Stage', '2:', 'definitions', 'only']);
    // All end at one height, and the highest is within the banner.
    expect(Number(first?.y) - Number(second?.y)).toBe(3 * 14);
    expect(-Number(second?.y)).toBeLessThanOrEqual(10 + height);
    expect(stageBanner(stages.slice(0, 1), axis).height).toBe(height - 3 * 14);
  });
});
