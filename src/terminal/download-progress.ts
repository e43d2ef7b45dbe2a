import type { WriteStream } from 'node:tty';
import { LiveLines } from './live-lines.js';

/** How much of a file is there. */
export interface DownloadProgress {
  readonly file: string;
  /** Bytes on this machine. */
  readonly done: number;
  /** Bytes of the whole file; null where nobody says. */
  readonly total: number | null;
  /** The other process that downloads it, while we wait for that. */
  readonly by?: string;
}

/** Shows a download. */
export interface DownloadReport {
  readonly onProgress: (progress: DownloadProgress) => void;
  /** Writes a line that stays. */
  readonly onNote: (line: string) => void;
}

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;

/**
 * Shows how far a download is: a line for each file that is there, and where `stream` is a terminal
 * one below for that which comes. That another process downloads it is also shown elsewhere, every 5
 * seconds.
 */
export function downloadReport(stream: WriteStream): DownloadReport {
  const live = new LiveLines(stream);
  const onProgress = ({ file, done, total, by }: DownloadProgress) => {
    if (done === total && by === undefined) {
      live.say(`${file}  ${megabytes(total)}`);
      return;
    }
    const reached = `${megabytes(done)}${total === null ? '' : ` of ${megabytes(total)}`}`;
    const line =
      by === undefined ? `${file}  ${reached}` : `${file}: waiting for ${by} (${reached})`;
    live.show(
      () => [line],
      () => (by === undefined ? null : line),
    );
  };
  return { onProgress, onNote: (line) => live.say(line) };
}
