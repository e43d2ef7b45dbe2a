import { PassThrough } from 'node:stream';
import type { WriteStream } from 'node:tty';
import { describe, expect, it } from 'vitest';
import { downloadReport } from './download-progress.js';
import { LiveLines } from './live-lines.js';

/** What is written to a terminal of 20 columns, or to a log. */
function written(isTTY: boolean, use: (stream: WriteStream) => void): string {
  const stream = Object.assign(new PassThrough(), { isTTY, columns: 20 });
  use(stream as unknown as WriteStream);
  return String(stream.read() ?? '');
}

/** What a terminal shows after a text that only moves up (CSI n F) and clears below (CSI 0 J). */
function screenAfter(text: string): string[] {
  const lines: string[] = [];
  for (const part of `0J${text}`.split('\x1b[')) {
    const up = /^(\d+)F$/.exec(part)?.[1];
    if (up === undefined) lines.push(...part.replace(/^0J/, '').split('\n').slice(0, -1));
    else lines.splice(lines.length - Number(up));
  }
  return lines;
}

const never = (): never => {
  throw new Error('asked for what is not shown');
};

describe('LiveLines', () => {
  it('draws on a terminal within its width, below what stays', () => {
    const text = written(true, (stream) => {
      const live = new LiveLines(stream);
      live.say('first');
      live.show(() => ['a line of more than twenty letters', 'b'], never);
      live.say('second');
    });
    expect(text).toContain('a line of more than\nb\n');
    expect(screenAfter(text)).toEqual(['first', 'second']);
  });

  it('asks for no picture that would come too soon', () => {
    const text = written(true, (stream) => {
      const live = new LiveLines(stream);
      live.show(() => ['a'], never);
      live.show(never, never);
    });
    expect(screenAfter(text)).toEqual(['a']);
  });

  it('clears up, once', () => {
    const text = written(true, (stream) => {
      const live = new LiveLines(stream);
      live.show(() => ['a', 'b'], never);
      live.clear();
      live.clear();
    });
    expect(text).toBe('a\nb\n\x1b[2F\x1b[0J');
  });

  it('writes whole lines to a log, not one for every call', () => {
    const text = written(false, (stream) => {
      const live = new LiveLines(stream);
      for (let step = 0; step < 100; step++) live.show(never, () => `step ${step}`);
      live.say('done');
      live.clear();
    });
    expect(text).toBe('step 0\ndone\n');
  });
});

describe('downloadReport', () => {
  const fetching = (stream: WriteStream) => {
    const { onProgress: show } = downloadReport(stream);
    show({ file: 'a', done: 1e6, total: 3e6 });
    show({ file: 'a', done: 3e6, total: 3e6 });
    show({ file: 'b', done: 12_345, total: 12_345 });
  };

  it('leaves a line a file, on a terminal and in a log', () => {
    const text = written(true, fetching);
    expect(text).toContain('a  1.0 MB of 3.0 MB');
    expect(screenAfter(text)).toEqual(['a  3.0 MB', 'b  0.0 MB']);
    expect(written(false, fetching)).toBe('a  3.0 MB\nb  0.0 MB\n');
  });

  it('leaves the cursor on a line of its own, for the message of an error', () => {
    const text = written(true, (stream) =>
      downloadReport(stream).onProgress({ file: 'a', done: 1e6, total: 3e6 }),
    );
    expect(text).toBe('a  1.0 MB of 3.0 MB\n');
  });

  it('says whom it waits for, in a log too', () => {
    const waiting = (stream: WriteStream) => {
      const { onProgress, onNote } = downloadReport(stream);
      onProgress({ file: 'a', done: 1e6, total: 3e6, by: 'process 17 on node3' });
      onNote('a: the hub answers with status 429');
      onProgress({ file: 'a', done: 3e6, total: 3e6 });
    };
    const lines = ['a: the hub answers with status 429', 'a  3.0 MB'];
    expect(written(false, waiting)).toBe(
      `a: waiting for process 17 on node3 (1.0 MB of 3.0 MB)\n${lines.join('\n')}\n`,
    );
    expect(screenAfter(written(true, waiting))).toEqual(lines);
  });
});
