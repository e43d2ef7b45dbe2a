import { rowsFile } from '../stage-files.js';
import type { FinishedTests } from '../stage-record.js';
import type { StageTests } from '../stage-tests.js';
import { testedEpochs } from './gaps.js';

/** Bytes of a set: of its questions, of its answers at one time, and of one metric at one time. */
type SetSize = Readonly<Record<'questions' | 'answers' | 'metrics', number>>;

/**
 * About how many bytes tests of a stage take that are made from weights: as much a set as the
 * largest of those that there are; of analyses nothing is known.
 */
export function testSize(parts: readonly StageTests[], found: readonly FinishedTests[]): number {
  const sizes = found.filter(({ had }) => had.sets.length > 0).map(setSize);
  const most = (what: keyof SetSize): number => Math.max(0, ...sizes.map((one) => one[what]));
  const [questions, answers, metrics] = [most('questions'), most('answers'), most('metrics')];
  return parts.reduce((sum, part) => {
    const at = part.atEpochs ?? [];
    const each =
      questions + answersIn(part, at) * answers + part.metrics.length * at.length * metrics;
    return sum + part.sets.length * each;
  }, 0);
}

function setSize({ had, done }: FinishedTests): SetSize {
  const bytes = (name: string): number =>
    (done.files.get(rowsFile(name))?.bytes ?? 0) / had.sets.length;
  const at = had.atEpochs ?? testedEpochs(had, true);
  return {
    questions: bytes('questions'),
    answers: bytes('answers') / Math.max(1, answersIn(had, at)),
    metrics: bytes('metrics') / Math.max(1, had.metrics.length * at.length),
  };
}

/** How often tests save answers. */
function answersIn({ metrics, answers, epochs }: StageTests, at: readonly number[]): number {
  if (metrics.every((metric) => metric === 'loss')) return 0;
  return answers === 'every' ? at.length : at.filter((epoch) => epoch === epochs).length;
}
