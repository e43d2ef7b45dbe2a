import type { WriteStream } from 'node:tty';
import { LiveLines } from './live-lines.js';

/** How much of a file is there. */
export interface DownloadProgress {
  readonly file: string;
  /** Bytes on this machine. */
  readonly done: number;
  /** Bytes of the whole file. */
  readonly total: number;
}

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;

/**
 * Shows how far a download is: a line for each file that is there, and where `stream` is a terminal
 * one below for that which comes.
 */
export function downloadProgress(stream: WriteStream): (progress: DownloadProgress) => void {
  const live = new LiveLines(stream);
  return ({ file, done, total }) => {
    if (done === total) live.say(`${file}  ${megabytes(total)}`);
    else
      live.show(
        () => [`${file}  ${megabytes(done)} of ${megabytes(total)}`],
        () => null,
      );
  };
}
