import { environmentOf } from '../runs/environment-record.js';
import type { TestedRun } from '../runs/experiment-record.js';
import { listed } from '../text/listed.js';
import { printable, shortened } from '../text/printable.js';
import { seedsText } from './seeds-text.js';

/** What results may depend on in their last bits, or more, and its name for people. */
const compared = [
  ['commit', 'commits of credence'],
  ['instructionSet', 'instruction sets'],
  ['device', 'devices'],
  ['threads', 'numbers of threads'],
  ['batchSeeds', 'numbers of seeds trained as one program'],
] as const;

/**
 * One sentence where the seeds of an experiment were trained with unlike commits, processors, devices
 * or threads; else null. What an earlier version did not write down counts as no difference.
 */
export function unlikeText(name: string, runs: readonly TestedRun[]): string | null {
  const made = runs.map(({ run }) => ({ seed: run.seed, of: environmentOf(run.folder) }));
  const differences = compared.flatMap(([key, what]) => {
    const seeds = new Map<string, Set<number>>();
    for (const { seed, of } of made) {
      const value = of?.[key];
      if (value === null || value === undefined) continue;
      const text = shownValue(key, value);
      seeds.set(text, (seeds.get(text) ?? new Set()).add(seed));
    }
    if (seeds.size < 2) return [];
    const parts = [...seeds].map(([value, own]) => `${value} (${seedsOf(own)})`);
    return [`${what} ${listed(parts)}`];
  });
  if (differences.length === 0) return null;
  return (
    `${name} pools seeds of unlike ${differences.join('; ')}: rounding may differ between them, ` +
    'and after many steps a few answers.'
  );
}

function shownValue(key: (typeof compared)[number][0], value: string | number): string {
  const text = shortened(printable(String(value)), 60);
  return key === 'commit' ? text.replace(/^(\w{12})\w*/, '$1') : text;
}

function seedsOf(seeds: ReadonlySet<number>): string {
  const sorted = [...seeds].sort((a, b) => a - b);
  return `${sorted.length === 1 ? 'seed' : 'seeds'} ${seedsText(sorted)}`;
}
