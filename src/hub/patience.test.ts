import { readFileSync, rmSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  type LoopbackHub,
  large,
  repositoryName,
  type Seen,
  startHub,
  stopHub,
} from '../../test/loopback-hub.js';
import { fetchCheckpoint } from './checkpoint.js';

let hub: LoopbackHub;
let folder: string;
let waits: number[];
let notes: string[];

beforeEach(async () => {
  waits = [];
  notes = [];
  ({ hub, folder } = await startHub());
});

afterEach(async () => {
  await stopHub({ hub, folder });
});

/** Fetches without waiting, and notes how long it would have waited. */
const fetched = async (): Promise<Buffer> => {
  const path = await fetchCheckpoint(repositoryName, {
    wait: async (ms) => void waits.push(ms),
    onNote: (line) => notes.push(line),
  });
  return readFileSync(join(path, 'model.safetensors'));
};

/** Answers some requests in a way of its own, so many times. */
function answering(
  times: number,
  whose: (seen: Seen) => boolean,
  answer: (response: ServerResponse) => void,
): void {
  let left = times;
  hub.instead = (seen, response) => {
    if (left === 0 || !whose(seen)) return false;
    left--;
    answer(response);
    return true;
  };
}

const isList = ({ url }: Seen) => url.startsWith('/api/');
const isStored = ({ host }: Seen) => host === 'store';
const date = 'Wed, 21 Oct 2015 07:28:00 GMT';

describe('a hub that is busy', () => {
  it.each([
    [429, { 'retry-after': '5' }, 5],
    [503, { 'retry-after': ' 120 ' }, 120],
    [429, { 'retry-after': 'Wed, 21 Oct 2015 07:28:30 GMT', date }, 30],
    [429, { 'retry-after': 'Wed, 21 Oct 2015 07:27:30 GMT', date }, 1],
    [429, { ratelimit: '"api";r=0;t=55' }, 56],
    [429, { ratelimit: '"api";r=3;t=55' }, 1],
    [429, { 'retry-after': 'soon' }, 1],
    [429, { 'retry-after': '-3' }, 1],
    [500, {}, 1],
    [502, {}, 1],
    [504, {}, 1],
    [408, {}, 1],
  ])('is asked again after a status of %d with %j in %d s', async (status, headers, wait) => {
    answering(1, isList, (response) => response.writeHead(status, headers).end('slow down'));
    expect(large.equals(await fetched())).toBe(true);
    expect(waits).toEqual([1000 * wait]);
    expect(notes).toEqual([
      `the list of files of owner/tiny: ${new URL(hub.endpoint).host} answers with status ` +
        `${status}; trying again in ${wait < 120 ? `${wait} s` : '2 minutes'} (attempt 2 of 12)`,
    ]);
  });

  it('is asked for minutes before it is given up', async () => {
    hub.status = 503;
    await expect(fetched()).rejects.toThrow(/gave up after 12 attempts\. What was downloaded is/);
    expect(waits.map((ms) => ms / 1000)).toEqual([1, 2, 4, 8, 16, 30, 30, 30, 30, 30, 30]);
    expect(notes).toHaveLength(11);
  });

  it('is not waited for by the hour', async () => {
    answering(1, isList, (response) => response.writeHead(429, { 'retry-after': '3600' }).end());
    await expect(fetched()).rejects.toThrow(
      /gave up after 1 attempt, for we were asked to wait 60 minutes\. What/,
    );
    expect(waits).toEqual([]);
  });

  it('may reset connections, at the beginning and later', async () => {
    answering(
      3,
      () => true,
      (response) => response.destroy(),
    );
    expect(large.equals(await fetched())).toBe(true);
    answering(4, isStored, (response) => response.socket?.resetAndDestroy());
    rmSync(join(folder, 'hub'), { recursive: true });
    expect(large.equals(await fetched())).toBe(true);
    expect(waits.map((ms) => ms / 1000)).toEqual([1, 2, 4, 1, 2, 4, 8]);
  });

  it('is given up soon where nobody has been reached', async () => {
    vi.stubEnv('HF_ENDPOINT', 'http://127.0.0.1:9');
    await expect(fetched()).rejects.toThrow(/127\.0\.0\.1:9 does not answer: .*after 2 attempts/);
  });

  it('may be silent for HF_HUB_DOWNLOAD_TIMEOUT seconds', async () => {
    vi.stubEnv('HF_HUB_DOWNLOAD_TIMEOUT', '1');
    answering(1, isStored, (response) => void response.write('x'));
    expect(large.equals(await fetched())).toBe(true);
    expect(notes).toEqual([expect.stringMatching(/the connection was cut: .*timeout/i)]);
  });
});
