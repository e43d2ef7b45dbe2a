import { metricAxes } from '../../figures/labels.js';
import type { ClaimPart, Measure, Statistic } from '../../study/claim.js';
import { measureText } from '../measure-text.js';

/** How a part of a claim is measured and what it says, in a sentence. */
export function statisticText({ statistic, smallestEffect }: ClaimPart): string {
  switch (statistic.kind) {
    case 'contrast': {
      const beside = statistic.besideControl ? ', and so is its difference from the control' : '';
      return `${measureText(statistic.measure)} is ${statistic.direction} 0${beside}; an effect that matters is ${smallestEffect} or more.`;
    }
    case 'order':
      return `In this order, each above the next: ${statistic.measures.map(measureText).join('; ')}; a difference that matters is ${smallestEffect} or more.`;
    case 'trend': {
      const { points, isLogarithmic = false, minusControl = false, direction } = statistic;
      const scale = isLogarithmic ? ', counted in powers of two' : '';
      const minus = minusControl ? ' minus the same in the control' : '';
      return `The slope of ${measureText(statistic.measure)}${minus} over ${points.join(', ')}${scale}, by least squares for each seed, is ${direction} 0; a slope that matters is ${smallestEffect} or more.`;
    }
    case 'equivalence':
      return `${measureText(statistic.measure)} is within ${statistic.bound} of 0, by two one-sided tests (TOST).`;
  }
}

/** The unit of a measure, as the title of an axis. */
function measureUnit(measure: Measure): string {
  switch (measure.kind) {
    case 'contrast':
      return metricAxes.exactMatch;
    case 'score':
      return metricAxes[measure.metric ?? 'exactMatch'];
    case 'analysis':
      return `${measure.analysis}: ${measure.value}`;
    case 'difference':
      return measureUnit(measure.minuend);
  }
}

/** The unit in which the statistic of a part is, as the title of an axis. */
export function statisticUnit(statistic: Statistic): string {
  switch (statistic.kind) {
    case 'order': {
      const [first] = statistic.measures;
      return first === undefined ? '' : `Difference in ${lowered(measureUnit(first))}`;
    }
    case 'trend': {
      const unit = lowered(measureUnit(statistic.measure));
      return `Slope of ${unit} per ${statistic.isLogarithmic ? 'doubling' : 'unit of the axis'}`;
    }
    default: {
      const unit = measureUnit(statistic.measure);
      const isDifference = ['contrast', 'difference'].includes(statistic.measure.kind);
      return isDifference ? `Difference in ${lowered(unit)}` : unit;
    }
  }
}

const lowered = (text: string): string =>
  /^F1/.test(text) ? text : text.charAt(0).toLowerCase() + text.slice(1);
