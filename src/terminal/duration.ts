import { grouped } from '../text/grouped.js';

/** A time as it is read: `40 s`, `12 min`, `3 h 05 min`. */
export function durationText(seconds: number): string {
  if (seconds < 99.5) return `${Math.max(1, Math.round(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 100) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}

/** An estimate in one unit, as a list has it: `40 s`, `6 min`, `3 h`, `12 d`, `4 y`. */
export function roundDuration(seconds: number): string {
  const units = [
    ['s', 1],
    ['min', 60],
    ['h', 3600],
    ['d', 86_400],
    ['y', 365 * 86_400],
  ] as const;
  const [unit, length] = units.findLast(([, size]) => seconds >= 2 * size) ?? units[0];
  return `${grouped(Math.max(1, Math.round(seconds / length)))} ${unit}`;
}
