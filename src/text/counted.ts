/** A count and its noun as they are read: `1 seed`, `8 seeds`, `21,358 rows`. */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`;
}
