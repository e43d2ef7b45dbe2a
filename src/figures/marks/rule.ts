import { ruleColours } from '../figure.js';
import type { Layers } from './plot.js';

/** How a line across a plot looks. */
interface RuleLook {
  readonly colour: string;
  /** Pixels on and off; defaults to a line that is drawn through. */
  readonly dash?: readonly [on: number, off: number];
}

const markOf = ({ colour, dash }: RuleLook) => {
  return { type: 'rule', color: colour, ...(dash && { strokeDash: [...dash] }) } as const;
};

/** Lines from the top of a plot to its foot. */
export function verticalRules(xs: readonly number[], look: RuleLook): Layers {
  if (xs.length === 0) return [];
  const encoding = { x: { field: 'x', type: 'quantitative' } } as const;
  return [{ data: { values: xs.map((x) => ({ x })) }, mark: markOf(look), encoding }];
}

/** A thin dotted line at what guessing scores, with its name at its left end. */
export function chanceRule(chance: number | null): Layers {
  if (chance === null) return [];
  const y = { field: 'y', type: 'quantitative' } as const;
  const data = { values: [{ y: chance, text: `chance ${chance.toFixed(2)}` }] };
  return [
    {
      data,
      mark: { type: 'rule', color: ruleColours.strong, strokeWidth: 1, strokeDash: [1, 3] },
      encoding: { x: { value: 0 }, x2: { value: 'width' }, y },
    },
    {
      data,
      mark: { type: 'text', align: 'left', baseline: 'bottom', dx: 3, dy: -2, fontSize: 10 },
      encoding: { x: { value: 0 }, y, text: { field: 'text' } },
    },
  ];
}

/** A line at zero over the whole width of a plot. */
export function zeroRule(look: RuleLook): Layers {
  const across = { x: { value: 0 }, x2: { value: 'width' } } as const;
  const encoding = { ...across, y: { field: 'y', type: 'quantitative' } } as const;
  return [{ data: { values: [{ y: 0 }] }, mark: markOf(look), encoding }];
}
