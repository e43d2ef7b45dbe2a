/** Bytes as they are read: `640 B`, `12 kB`, `1.2 MB`, `35 GB`; a kB is 1,000 bytes. */
export function bytesText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  let [size, unit] = [bytes, 'B'];
  for (const next of ['kB', 'MB', 'GB', 'TB']) {
    if (size < 999.5) break;
    [size, unit] = [size / 1000, next];
  }
  return `${size < 9.95 ? size.toFixed(1) : Math.round(size)} ${unit}`;
}
