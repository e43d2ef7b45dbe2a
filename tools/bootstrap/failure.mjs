import { statfsSync } from 'node:fs';
import { setupCommand, shown } from './paths.mjs';

/** Why set-up cannot go on: one sentence, the command that mends it, the failed tool's log. */
export class SetupFailure extends Error {
  constructor(sentence, { remedy, log } = {}) {
    super(sentence);
    this.remedy = remedy;
    this.log = log;
  }

  /** What the person at the terminal reads. */
  toString() {
    const lines = [this.message];
    if (this.remedy) lines.push(`  mend it with: ${this.remedy}`);
    if (this.log) lines.push(`  full output:  ${shown(this.log)}`);
    return lines.join('\n');
  }
}

const gigabyte = 1e9;

/** Fails when the file system of `folder` has less than `wantedBytes` free for `purpose`. */
export function requireDiskSpace(folder, wantedBytes, purpose) {
  const disk = statfsSync(folder);
  const free = disk.bavail * disk.bsize;
  if (free >= wantedBytes) return;
  throw new SetupFailure(
    `${purpose} needs about ${(wantedBytes / gigabyte).toFixed(1)} GB of disk space ` +
      `and ${(free / gigabyte).toFixed(1)} GB are free in ${folder}.`,
    { remedy: `free some space, or move the clone to a larger disk; then: ${setupCommand}` },
  );
}

const noNetwork =
  /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|Failed to establish a new connection|Temporary failure in name resolution|Max retries exceeded|Connection refused|Network is unreachable|ProxyError|ConnectTimeout|ReadTimeout/;
const noSpace = /ENOSPC|No space left on device/;

/**
 * The failure of a tool that downloads, named by what its output says: no network, no space, or
 * `otherwise`.
 */
export function downloadFailure(tool, { output, log }, otherwise) {
  if (noSpace.test(output)) {
    return new SetupFailure(`The disk filled up while ${tool} was at work.`, {
      remedy: `free some space; then: ${setupCommand}`,
      log,
    });
  }
  if (noNetwork.test(output)) {
    return new SetupFailure(
      `${tool} could not reach its package index: there is no network, or a proxy is not set.`,
      { remedy: `connect (or set HTTPS_PROXY); then: ${setupCommand}`, log },
    );
  }
  return otherwise;
}
