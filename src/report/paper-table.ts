import { type Cell, foldedLines } from '../terminal/folded-table.js';
import type { Alignment } from '../terminal/table.js';
import { wrapped } from '../terminal/wrapped.js';
import type { BesidePaper } from './beside-paper.js';

function scoreCell(value: number, low: number | undefined, high: number | undefined): Cell {
  if (low === undefined || high === undefined) return value.toFixed(3);
  return [value.toFixed(3), `[${low.toFixed(3)}, ${high.toFixed(3)}]`];
}

function cells({ paper, epoch, ours }: BesidePaper): Cell[] {
  const { set, metric, subset, stage, value, low, high } = paper;
  return [
    metric === 'exactMatch' ? set : `${set}, ${metric}`,
    subset,
    stage,
    epoch === null ? '-' : String(epoch),
    scoreCell(value, low, high),
    ours === null ? 'not measured' : scoreCell(ours.mean, ours.ci95?.low, ours.ci95?.high),
    String(ours?.seeds ?? 0),
  ];
}

/** The paper's numbers beside ours, as a table with its title; empty where there are none. */
export function paperTable(numbers: readonly BesidePaper[], width: number): string[] {
  if (numbers.length === 0) return [];
  const header = ['set', 'group', 'stage', 'epoch', 'paper', 'ours', 'seeds'];
  const right = ['epoch', 'seeds'];
  const table = {
    header,
    rows: numbers.map(cells),
    alignments: header.map((column) => (right.includes(column) ? 'right' : 'left') as Alignment),
    names: 2,
  };
  const title =
    'Beside the paper: exact match, mean over seeds [95 % interval; ours by bootstrap over seeds]';
  return [...wrapped(title, width), ...foldedLines(table, width - 2).map((line) => `  ${line}`)];
}
