import { isQuick } from '../experiment/quick.js';
import { foldedLines } from '../terminal/folded-table.js';
import { wrapped } from '../terminal/wrapped.js';
import { listed } from '../text/listed.js';
import type { ReportSource } from './compared-report.js';
import { effectsOf } from './effects.js';
import { beside, type ComparedReport } from './report.js';
import { finishedMembers, type SweepReport } from './sweep-report.js';
import { moreSeeds, mostToTrain, seedCountText, type Undecided, undecidedOf } from './undecided.js';

/** A point of a sweep at which an effect is undecided. */
interface OpenPoint {
  readonly at: number | string;
  readonly compared: ComparedReport;
  readonly undecided: Undecided;
}

/** Why a point lacks a number, or what it is not yet above. */
const noteOf = ({ below }: Undecided): string =>
  below.length === 0 ? '' : `not above 0: ${below.join(', ')}`;

function row({ at, undecided }: OpenPoint): string[] {
  const { now, needed, cautious, below, detectable } = undecided;
  const counts = below.length > 0 ? ['-', '-'] : [needed, cautious].map(seedCountText);
  return [String(at), String(now), ...counts, detectable.toFixed(3), noteOf(undecided)];
}

/** The command that gives every undecided point the seeds that it needs; null where there is none. */
function command(points: readonly OpenPoint[], source: ReportSource | undefined): string | null {
  const needed = points.flatMap(({ undecided }) => undecided.needed ?? []);
  const most = Math.max(0, ...needed.filter((one) => one <= mostToTrain));
  // One list of seeds is given to all points, so it has to fit those that they have.
  const seeds = new Set(points.map(({ compared }) => compared.report.seeds.join()));
  const [first] = points;
  if (first === undefined || most === 0 || seeds.size > 1) return null;
  const isWithControl = points.some(({ compared }) => compared.control !== null);
  return (
    source?.seedsCommand?.(moreSeeds(first.compared.report.seeds, most), isWithControl) ?? null
  );
}

/** Points of which nothing can be tested: a single seed, or no spread between seeds. */
function untestedLines(sweep: SweepReport, width: number): string[] {
  const points = finishedMembers(sweep).filter(({ report, control }) =>
    effectsOf(beside(report, control)).some(({ own }) => own.p === null),
  );
  if (points.length === 0) return [];
  const at = listed(points.map((one) => String(one.at)));
  const why = points.every(({ report }) => report.seeds.length === 1)
    ? 'one seed has no spread to test by'
    : 'it has one seed, or the same difference for every seed';
  return ['', ...wrapped(`Not tested at ${sweep.axis} = ${at}: ${why}.`, width)];
}

/**
 * For which points of a sweep an effect is undecided, and how many first seeds would settle it, with
 * the command that trains them where one can; nothing of a quick form.
 */
export function sweepUndecided(
  sweep: SweepReport,
  width: number,
  source: ReportSource | undefined,
): string[] {
  if (isQuick(sweep.changes)) return [];
  const points = finishedMembers(sweep).flatMap(({ at, report, control }): OpenPoint[] => {
    const compared = beside(report, control);
    const undecided = undecidedOf(compared);
    return undecided === null ? [] : [{ at, compared, undecided }];
  });
  const untested = untestedLines(sweep, width);
  if (points.length === 0) return untested;
  const header = [sweep.axis, 'seeds', 'needed', 'cautiously', 'found now', ''];
  const alignments = header.map((_, column) => (column === 0 || column === 5 ? 'left' : 'right'));
  const table = foldedLines({ header, rows: points.map(row), alignments }, width - 2);
  const what =
    '"needed": seeds that show differences of the size measured with 80 % power; "cautiously": the ' +
    'same if the seeds vary as much as the upper end of the 80 % interval says; "found now": the ' +
    'smallest true difference that the present seeds find with 80 % power.';
  const train = command(points, source);
  return [
    '',
    ...wrapped(`Undecided at ${sweep.axis} = ${listed(points.map(({ at }) => String(at)))}`, width),
    ...table.map((line) => `  ${line}`),
    ...wrapped(what, width),
    ...(train === null ? [] : wrapped(`To train them at every ${sweep.axis}: ${train}`, width)),
    ...untested,
  ];
}
