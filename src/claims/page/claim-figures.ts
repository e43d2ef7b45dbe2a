import { colours } from '../../figures/colours.js';
import type { Figure } from '../../figures/figure.js';
import type { Series } from '../../figures/marks/series.js';
import { effectThatMatters } from '../../study/claims.js';
import { counted } from '../../text/counted.js';
import { estimateText } from '../estimate-text.js';
import type { EvaluatedClaim, EvaluatedPart } from '../evaluated-claim.js';
import { type ForestMark, type ForestRow, forestFigure } from './forest.js';
import { statisticUnit } from './measure-words.js';

const series: readonly Series[] = [
  { name: 'effect', label: 'effect', colour: colours.blue, dash: [], mark: 'diamond' },
  {
    name: 'control',
    label: 'the same in the control',
    colour: colours.gray,
    dash: [],
    mark: 'circle',
  },
  { name: 'difference', label: 'minus the control', colour: colours.red, dash: [], mark: 'square' },
];

type Numbers = NonNullable<EvaluatedPart['inControl']>;

const markOf = (name: string, { mean, ci95, seeds }: Numbers): ForestMark => {
  return { series: name, mean, low: ci95?.low ?? null, high: ci95?.high ?? null, values: seeds };
};

/** The rows of a part: its estimates, and beside the only one those of the control. */
function rowsOf({ part, estimates, inControl, minusControl }: EvaluatedPart): ForestRow[] {
  const smallest = effectThatMatters(part);
  return estimates.map((estimate, index): ForestRow => {
    const beside = [
      ...(inControl === null ? [] : [markOf('control', inControl)]),
      ...(minusControl === null ? [] : [markOf('difference', minusControl)]),
    ];
    const marks = [markOf('effect', estimate), ...(index === 0 ? beside : [])];
    return { label: estimate.title, smallest, marks };
  });
}

const notes = [
  'large marks: means over first seeds, with 95 % t intervals; dots: a first seed each',
  'dashed: the smallest effect that matters, in either direction',
];

/** The parts of a claim that are measured in one unit, as a forest plot each; none without numbers. */
export function claimFigures({ claim, parts, seeds }: EvaluatedClaim): Figure[] {
  const measured = parts.filter(({ estimates }) => estimates.length > 0);
  const units = new Set(measured.map(({ part }) => statisticUnit(part.statistic)));
  return [...units].map((unit) => {
    const own = measured.filter(({ part }) => statisticUnit(part.statistic) === unit);
    const numbers = own.flatMap(({ estimates, inControl, minusControl }) => [
      ...estimates.map((one) => `${one.title}: ${estimateText(one)}`),
      ...(inControl === null ? [] : [`in the control: ${estimateText(inControl)}`]),
      ...(minusControl === null ? [] : [`minus the control: ${estimateText(minusControl)}`]),
    ]);
    return forestFigure(own.flatMap(rowsOf), {
      title: claim.title,
      subtitle: `${unit}, ${counted(seeds.length, 'seed')}`,
      caption: `Claim ${claim.number}, ${claim.title}. ${numbers.join('; ')}.`,
      ...{ unit, series, notes },
    });
  });
}

/** A mean and its interval in multiples of the smallest effect that matters. */
function scaled(name: string, { mean, ci95 }: Numbers, smallest: number): ForestMark {
  const [low, high] = ci95 === null ? [null, null] : [ci95.low / smallest, ci95.high / smallest];
  return { series: name, mean: mean / smallest, low, high };
}

/**
 * All claims below each other, every part in multiples of the smallest effect that matters of it, so
 * that units compare; null where nothing was measured.
 */
export function overviewFigure(claims: readonly EvaluatedClaim[]): Figure | null {
  const rows = claims.flatMap(({ claim, parts }) => {
    const measured = parts.flatMap(({ part, estimates, inControl }) => {
      const unit = effectThatMatters(part);
      return estimates.map((estimate, index) => ({
        label: estimate.title,
        marks: [
          scaled('effect', estimate, unit),
          ...(index === 0 && inControl !== null ? [scaled('control', inControl, unit)] : []),
        ],
      }));
    });
    return measured.map(
      ({ label, marks }, index): ForestRow => ({
        label:
          measured.length === 1 ? `${claim.number} ${claim.title}` : `${claim.number} ${label}`,
        ...{ marks, smallest: 1, begins: index === 0 },
      }),
    );
  });
  if (rows.length === 0) return null;
  return forestFigure(rows, {
    title: 'All claims: effect and control',
    subtitle: 'in multiples of the smallest effect that matters for each claim',
    caption:
      'Every measured part of every claim with its 95 % interval, beside the same in the control, in ' +
      'multiples of the smallest effect that matters; the table above has the numbers.',
    unit: 'multiples of the smallest effect that matters (compressed beyond 1)',
    isCompressed: true,
    series,
    notes: ['marks: means over first seeds; bars: 95 % t intervals; dashed: ±1'],
  });
}
