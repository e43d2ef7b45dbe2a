import type { Measure } from '../study/claim.js';
import type { SimpleMeasure } from '../study/claims.js';

/** A measure in a few words: `EM(D5cons)`, `iml at 0.95`, `EM(QA4) - EM(QA7)`. */
export function measureText(measure: Measure): string {
  if (measure.kind !== 'difference') return leafText(measure);
  const { minuend, subtrahend } = measure;
  const lower = measureText(subtrahend);
  return `${measureText(minuend)} - ${subtrahend.kind === 'difference' ? `(${lower})` : lower}`;
}

function leafText(measure: SimpleMeasure): string {
  const { at, inControl = false } = measure;
  const set = measure.kind !== 'analysis' && measure.set ? [`in '${measure.set}'`] : [];
  const stage =
    measure.kind === 'score' && measure.stage !== undefined ? [`in ${measure.stage}`] : [];
  const epoch =
    measure.kind === 'score' && measure.epoch !== undefined ? [`after epoch ${measure.epoch}`] : [];
  const place = [...(at === undefined ? [] : [`at ${at}`]), ...(inControl ? ['in control'] : [])];
  return [nameOf(measure), ...set, ...stage, ...epoch, ...place].join(' ');
}

const metricNames = { exactMatch: 'EM', f1: 'F1', loss: 'loss' } as const;

function nameOf(measure: SimpleMeasure): string {
  switch (measure.kind) {
    case 'contrast':
      return measure.isChange ? `change of ${measure.contrast}` : measure.contrast;
    case 'score':
      return `${metricNames[measure.metric ?? 'exactMatch']}(${measure.group})`;
    case 'analysis':
      return measure.value;
  }
}
