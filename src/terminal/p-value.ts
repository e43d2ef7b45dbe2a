/** A p within a sentence: `p = 0.0012`, `p < 0.0001`. */
export const pPhrase = (p: number): string => `p ${p < 0.0001 ? '< 0.0001' : `= ${p.toFixed(4)}`}`;

/** ` (p = 0.0012)`; nothing where there is no test. */
export const pText = (p: number | null): string => (p === null ? '' : ` (${pPhrase(p)})`);

/** A p in a cell of a table. */
export function pCell(p: number | null): string {
  if (p === null) return '-';
  return p < 0.0001 ? '<0.0001' : p.toFixed(4);
}
