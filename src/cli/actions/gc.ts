import { type Garbage, garbageIn, removeGarbage } from '../../runs/store/garbage.js';
import { stageSize } from '../../runs/store/stage-sizes.js';
import { describedStage } from '../../runs/store/stored-stages.js';
import { outputWidth, print, printError, printJson } from '../../terminal/terminal.js';
import { wrapped } from '../../terminal/wrapped.js';
import { bytesText } from '../../text/bytes.js';
import { counted } from '../../text/counted.js';
import { isConfirmed } from './runs-rm.js';

/** What is removed, as the command line has it. */
interface GcOptions {
  readonly runs: string;
  readonly figures: string;
  readonly dryRun?: true | undefined;
  readonly yes?: true | undefined;
  readonly json?: true | undefined;
}

/** Lines of a kind that are shown before the rest is counted. */
const mostShown = 20;

function garbageLines({ stages, held, leavings, fresh, records, bytes }: Garbage): string[] {
  const shown = (lines: readonly string[]): string[] => {
    const more = lines.length - mostShown;
    const first = lines.slice(0, mostShown).map((line) => `  ${line}`);
    return more > 0 ? [...first, `  and ${more} more`] : first;
  };
  const list = (title: string, lines: readonly string[]): string[] =>
    lines.length === 0 ? [] : [title, ...shown(lines)];
  const ofStages = stages.map((stage) => {
    const name = describedStage(stage)?.experiment.name;
    const by = name === undefined ? '' : `  (trained for ${name})`;
    return `${stage.folder}  ${bytesText(stageSize(stage).bytes)}${by}`;
  });
  return [
    ...list('Stages that no known experiment refers to:', ofStages),
    ...list('Left by killed processes:', leavings),
    ...list('Records of studies that have no stage:', records),
    ...(held.length === 0 ? [] : [`${counted(held.length, 'stage')} being trained: not removed.`]),
    ...(fresh === 0
      ? []
      : [`${counted(fresh, 'file')} of the last two minutes may still be written: not removed.`]),
    `${bytesText(bytes)} in all.`,
  ];
}

/** Removes what nothing refers to, after a question unless `yes`. */
export async function collectGarbage({
  runs,
  figures,
  dryRun,
  yes,
  json,
}: GcOptions): Promise<void> {
  const garbage = garbageIn(runs, figures);
  const { stages, leavings, records, bytes } = garbage;
  const isClean = stages.length + leavings.length + records.length === 0;
  if (json) {
    const isRemoved = !dryRun && yes === true;
    const folders = stages.map(({ folder }) => folder);
    if (isRemoved) removeGarbage(garbage, runs);
    const found = { stages: folders, leavings, records, bytes };
    printJson({ version: 1, runs, ...found, removed: isRemoved });
    return;
  }
  if (isClean) {
    print(...wrapped(`There is nothing to remove in ${runs}.`, outputWidth()));
    return;
  }
  print(...garbageLines(garbage));
  if (dryRun) return;
  if (!yes && !(await isConfirmed())) {
    printError('Nothing was removed.');
    return;
  }
  removeGarbage(garbage, runs);
  print(`Removed ${bytesText(bytes)}.`);
}
