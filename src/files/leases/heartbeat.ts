import { Worker } from 'node:worker_threads';
import { beatFromEnd } from './holder.js';

/**
 * Milliseconds between two heartbeats: many fit into the silence after which a holder counts as
 * dead, and a file server does not notice a small write every few seconds.
 */
export const beatEveryMs = 5000;

/**
 * What the thread runs, as text: so it needs no file of its own and starts alike from the sources
 * and from dist/. Each beat opens the lease anew, which has a network file system ask its server,
 * and writes to what it opened and found to be its own: never into a lease that another took.
 */
const program = `
const { parentPort, workerData: { everyMs, fromEnd } } = require('node:worker_threads');
const { closeSync, fstatSync, fsyncSync, openSync, readSync, writeSync } = require('node:fs');
const held = new Map();
let beats = 0;
function renew(path, token) {
  const file = openSync(path, 'r+');
  try {
    const bytes = Buffer.alloc(fstatSync(file).size);
    readSync(file, bytes, 0, bytes.length, 0);
    if (!bytes.includes(token)) return;
    writeSync(file, String(beats).padStart(fromEnd - 2, '0'), bytes.length - fromEnd);
    try { fsyncSync(file); } catch {}
  } finally {
    closeSync(file);
  }
}
parentPort.on('message', ({ path, token }) => {
  if (token === null) held.delete(path);
  else held.set(path, token);
});
setInterval(() => {
  beats++;
  // A lease that cannot be renewed counts as dead for others after a time, and its holder finds out.
  for (const [path, token] of held) try { renew(path, token); } catch {}
}, everyMs);
`;

/**
 * Renews leases from a thread of its own, as the main thread stands still while a step or a test
 * goes on, which may take minutes.
 */
class Heartbeat {
  #worker: Worker | null = null;

  /** Renews a lease from now on. */
  add(path: string, token: string): void {
    this.#worker ??= begun();
    this.#worker.postMessage({ path, token });
  }

  /** Renews it no more. */
  remove(path: string): void {
    this.#worker?.postMessage({ path, token: null });
  }
}

function begun(): Worker {
  const worker = new Worker(program, {
    eval: true,
    workerData: { everyMs: beatEveryMs, fromEnd: beatFromEnd },
    execArgv: [],
    // It holds a few paths; training needs the memory.
    resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2, stackSizeMb: 1 },
  });
  worker.unref();
  // Without heartbeats others may take the leases, which their holder finds out by itself.
  worker.on('error', () => {});
  return worker;
}

/** The heartbeat of this process. */
export const heartbeat = new Heartbeat();
