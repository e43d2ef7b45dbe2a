import { join } from 'node:path';
import { GroupTable, groupsOf } from '../../data/groups.js';
import { digitsText, loadDigits } from '../../data/mnist/digits.js';
import { drawGrids, gridText } from '../../data/mnist/grids.js';
import type { ImageExperiment } from '../../experiment/image-experiment.js';
import { contactSheet } from '../../figures/contact-sheet.js';
import { groupStyles } from '../../figures/group-style.js';
import { writeWhole } from '../../files/write-whole.js';

/** What is shown of an experiment about images, and where. */
export interface SheetOptions {
  readonly seed: number;
  /** Pairs of each group. */
  readonly count: number;
  /** Folder of the picture. */
  readonly figures: string;
}

/** Draws the contact sheet of a seed of an experiment; gives back the path of the PNG. */
export async function writeSheet(
  { name, data }: ImageExperiment,
  { seed, count, figures }: SheetOptions,
): Promise<string> {
  const svg = contactSheet({
    title: name,
    subtitle: `seed ${seed}; ${digitsText(data)}`,
    data: drawGrids(data, seed),
    digits: loadDigits(data).train,
    count,
    seed,
    groups: groupStyles(groupsOf(data)),
  });
  // The drawing library takes longer to load than most commands take altogether.
  const { renderPng } = await import('../../figures/render.js');
  const path = join(figures, `${name}-examples.png`);
  writeWhole(path, renderPng(svg));
  return path;
}

/** The pairs of a seed for programs, with the bits of the tags. */
export function pairsJson({ data }: ImageExperiment, seed: number) {
  const { pairs, tags } = drawGrids(data, seed);
  const groups = new GroupTable(groupsOf(data));
  return {
    tags: tags.map((bits) => bits.join('')),
    pairs: [...pairs.values()]
      .flat()
      .map(({ subset, variable, entity, defined, tag, leftOut }) => ({
        subset,
        stage: groups.get(subset).data,
        variable: gridText(variable, 'digits'),
        entity: gridText(entity, 'targets'),
        definition: defined === null ? null : gridText(defined, 'targets'),
        tag: tag === 0 ? null : tag,
        leftOutCell: leftOut === null ? null : leftOut + 1,
      })),
  };
}
