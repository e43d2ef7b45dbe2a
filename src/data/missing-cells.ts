/** What pandas 2 takes for a missing cell. */
const missing = new Set(
  (
    ' #N/A #N/A_N/A #NA -1.#IND -1.#QNAN -NaN -nan 1.#IND 1.#QNAN <NA> N/A NA NULL NaN None n/a ' +
    'nan null'
  )
    .split(' ')
    .map((text) => text.replace('_', ' ')),
);

/** Whether pandas takes a cell for a missing one: an empty one, `NA`, `null`, `None` and the like. */
export function isMissing(cell: string): boolean {
  return missing.has(cell);
}
