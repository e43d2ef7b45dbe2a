import { metricAxes, metricLabels, setLabels } from '../../figures/labels.js';
import { shownSetOf } from '../../statistics/shown-sets.js';
import type { ClaimPart, Measure, Statistic } from '../../study/claim.js';

const placeText = ({ study, at, inControl }: Exclude<Measure, { kind: 'difference' }>): string => {
  const where = [
    ...(inControl === true ? ['in the control'] : []),
    ...(study === undefined ? [] : [`in ${study}`]),
    ...(at === undefined ? [] : [`at ${at}`]),
  ];
  return where.length === 0 ? '' : ` ${where.join(' ')}`;
};

/** What a measure is, to be read within a sentence. */
export function measureText(measure: Measure): string {
  switch (measure.kind) {
    case 'contrast': {
      const { contrast, set = 'questions', isChange = false } = measure;
      const what = isChange
        ? `the change of the contrast "${contrast}" over the last stage`
        : `the contrast "${contrast}"`;
      return `${what} on ${setLabels[shownSetOf(set)]}${placeText(measure)}`;
    }
    case 'score': {
      const { group, set = 'questions', metric = 'exactMatch', stage, epoch } = measure;
      const label = metric === 'f1' ? metricLabels.f1 : metricLabels[metric].toLowerCase();
      const when = [
        ...(stage === undefined ? [] : [`after ${stage}`]),
        ...(epoch === undefined ? [] : [`epoch ${epoch}`]),
      ];
      const time = when.length === 0 ? '' : ` ${when.join(', ')}`;
      return `${label} of ${group} on ${setLabels[shownSetOf(set)]}${time}${placeText(measure)}`;
    }
    case 'analysis':
      return `"${measure.value}" of the analysis "${measure.analysis}"${placeText(measure)}`;
    case 'difference':
      return `(${measureText(measure.minuend)}) minus (${measureText(measure.subtrahend)})`;
  }
}

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
