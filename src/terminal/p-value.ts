/** ` (p = 0.0012)`; nothing where there is no test. */
export function pText(p: number | null): string {
  if (p === null) return '';
  return ` (p ${p < 0.0001 ? '< 0.0001' : `= ${p.toFixed(4)}`})`;
}

/** A p in a cell of a table. */
export function pCell(p: number | null): string {
  if (p === null) return '-';
  return p < 0.0001 ? '<0.0001' : p.toFixed(4);
}
