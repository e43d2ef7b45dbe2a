/** How much of a file is there. */
export interface DownloadProgress {
  readonly file: string;
  /** Bytes on this machine. */
  readonly done: number;
  /** Bytes of the whole file. */
  readonly total: number;
}

const leastMsBetweenLines = 100;
const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;

/**
 * Shows how far a download is: in one line that is written anew where `stream` is a terminal, else
 * a line a file.
 */
export function downloadProgress(stream: NodeJS.WriteStream): (progress: DownloadProgress) => void {
  let shown = 0;
  return ({ file, done, total }) => {
    const now = performance.now();
    const ended = done === total;
    if (!stream.isTTY) {
      if (ended) stream.write(`${file}  ${megabytes(total)}\n`);
    } else if (ended || now - shown > leastMsBetweenLines) {
      shown = now;
      const line = `${file}  ${megabytes(done)} of ${megabytes(total)}`;
      stream.write(`\r\x1b[K${line}${ended ? '\n' : ''}`);
    }
  };
}
