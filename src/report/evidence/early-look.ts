import { counted } from '../../text/counted.js';
import type { Report } from '../report.js';

/** What a look at some of the seeds that an experiment has is worth; null where all are finished. */
export function earlyLook({ seeds, missing }: Pick<Report, 'seeds' | 'missing'>): string | null {
  if (missing.length === 0) return null;
  const all = seeds.length + missing.length;
  return (
    `This looks at ${seeds.length} of ${counted(all, 'seed')} before the rest are finished. Train them ` +
    'all, whatever p is now: who stops as soon as p is small finds effects that are not there more ' +
    'often than p says.'
  );
}
