import { ruleColours } from '../figure.js';
import type { Banner } from './panels.js';
import type { Layers } from './plot.js';
import { verticalRules } from './rule.js';
import { textLines } from './text-width.js';
import { axisLabel, perPixel, type XAxis, xPosition } from './x-axis.js';

/** A stage on an axis of epochs. */
export interface DrawnStage {
  readonly title: string;
  /** Where it begins and ends, in the unit of the axis. */
  readonly start: number;
  readonly end: number;
}

const titleLine = 14;

/** A dashed line where one stage's weights pass to the next. */
export function stageRules(stages: readonly DrawnStage[]): Layers {
  const starts = stages.slice(1).map(({ start }) => start);
  return verticalRules(starts, { colour: ruleColours.strong, dash: [5, 4] });
}

/** Titles broken between words where their stage is too narrow. */
const brokenTitles = (stages: readonly DrawnStage[], axis: XAxis) =>
  stages.map(({ title, start, end }) => {
    const lines = textLines(title, (end - start) / perPixel(axis), axisLabel);
    return { lines, middle: (start + end) / 2 };
  });

/** The titles of stages, each above the middle of its own. */
export function stageBanner(stages: readonly DrawnStage[], axis: XAxis): Banner {
  const titles = brokenTitles(stages, axis);
  const most = Math.max(...titles.map(({ lines }) => lines.length));
  return {
    height: 7 + titleLine * most,
    layers: (foot) => [
      {
        data: {
          values: titles.map(({ lines, middle }) => {
            const y = -foot - 8 - titleLine * (lines.length - 1);
            return { title: lines.join('\n'), x: middle, y };
          }),
        },
        mark: { type: 'text', baseline: 'line-bottom', lineBreak: '\n' },
        encoding: {
          x: xPosition,
          y: { field: 'y', type: 'quantitative', scale: null },
          text: { field: 'title' },
        },
      },
    ],
  };
}
