import { basename } from 'node:path';
import { type ListedExperiment, type StoredList, storedList } from '../../plan/stored-list.js';
import { seedsText } from '../../report/seeds-text.js';
import { dayText } from '../../runs/store/other-versions.js';
import { rerunFolders } from '../../runs/store/rerun.js';
import { type Alignment, tableLines } from '../../terminal/table.js';
import { outputWidth, print, printJson } from '../../terminal/terminal.js';
import { wrapped } from '../../terminal/wrapped.js';
import { bytesText } from '../../text/bytes.js';
import { counted } from '../../text/counted.js';

/** What is no experiment's but credence's. */
const whatIs: ReadonlyMap<string, string> = new Map([
  [rerunFolders.again, 'being trained again by credence rerun'],
  [rerunFolders.aside, 'old results that credence rerun replaced'],
]);

/** What follows the row of an experiment: seeds, changes, files; short ones in one line. */
function detailLines({ stored, seeds, changes, files }: ListedExperiment, width: number): string[] {
  const { asked, experiment } = stored;
  const own = asked !== null && asked.typed !== experiment.name ? [`from ${asked.typed}`] : [];
  const states = (['running', 'unfinished', 'damaged'] as const).flatMap((state) =>
    seeds[state].length === 0 ? [] : [`${state}: ${seedsText(seeds[state])}`],
  );
  const finished = seeds.finished.length === 0 ? [] : [`seeds ${seedsText(seeds.finished)}`];
  const shown = changes.slice(0, 8);
  const more = changes.length - shown.length;
  const data = files.map(({ path, content, now }) => {
    if (now === content) return `${path} ${content}`;
    return `${path} ${content} (${now === null ? 'not here' : `here it is ${now} now`})`;
  });
  const parts = [
    ...finished,
    ...states,
    ...own,
    ...shown,
    ...(more > 0 ? [`${more} more changes`] : []),
    ...data,
  ];
  return wrapped(parts.join('; '), width - 10).map((line) => `          ${line}`);
}

function stateOf({ seeds, files }: ListedExperiment): string {
  if (seeds.running.length > 0) return 'running';
  if (seeds.damaged.length > 0) return 'damaged';
  if (seeds.unfinished.length > 0) return 'unfinished';
  return files.some(({ content, now }) => now !== null && now !== content)
    ? 'other data'
    : 'finished';
}

function listLines({ experiments, unknown, bytes }: StoredList, runs: string): string[] {
  const width = outputWidth();
  const rows = experiments.map((one) => {
    const { stored, seeds } = one;
    return [
      (stored.identities.at(-1) ?? '').slice(0, 8),
      dayText(stored.time),
      bytesText(one.bytes),
      `${seeds.finished.length}/${stored.wanted.length}`,
      stateOf(one),
      stored.experiment.name,
    ];
  });
  const alignments: Alignment[] = ['left', 'left', 'right', 'right', 'left', 'left'];
  const head = ['identity', 'date', 'size', 'seeds', 'state', 'experiment'];
  const [first = '', ...lines] = tableLines([head, ...rows], alignments);
  return [
    first,
    ...experiments.flatMap((one, index) => [lines[index] ?? '', ...detailLines(one, width)]),
    ...(unknown.length === 0 ? [] : ['', 'Belongs to no known experiment:']),
    ...unknown.map(({ path, bytes: own }) => {
      const what = whatIs.get(basename(path));
      return `  ${path}  ${bytesText(own)}${what === undefined ? '' : `  (${what})`}`;
    }),
    '',
    ...wrapped(
      `${counted(experiments.length, 'experiment')} in ${runs}, ${bytesText(bytes)} in all; ` +
        'stages that several share are counted once in this sum.',
      width,
    ),
  ];
}

function listJson({ experiments, unknown, bytes }: StoredList, runs: string): object {
  return {
    version: 1,
    runs,
    bytes,
    experiments: experiments.map(({ stored, seeds, changes, files, ...sizes }) => ({
      experiment: stored.experiment.name,
      identity: stored.identities.at(-1),
      identities: stored.identities,
      asked: stored.asked,
      changes,
      seeds: { wanted: stored.wanted, ...seeds },
      files,
      ...sizes,
      written: new Date(stored.time).toISOString(),
      folders: stored.stages.map(({ folder }) => folder),
    })),
    unknown,
  };
}

/** Prints what a runs folder has. */
export async function showRuns({
  runs,
  json,
}: {
  readonly runs: string;
  readonly json?: true | undefined;
}): Promise<void> {
  const list = await storedList(runs);
  if (json) printJson(listJson(list, runs));
  else if (list.experiments.length + list.unknown.length === 0)
    print(`There are no runs in ${runs}.`);
  else print(...listLines(list, runs));
}
