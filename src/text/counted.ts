import { grouped } from './grouped.js';

/** A count and its noun as they are read: `1 seed`, `8 seeds`, `21,358 rows`. */
export function counted(count: number, noun: string): string {
  return `${grouped(count)} ${noun}${count === 1 ? '' : 's'}`;
}
