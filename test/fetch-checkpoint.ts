// Fetches a checkpoint in a process of its own: fetch-checkpoint.ts NAME. Prints its folder.
import { fetchCheckpoint } from '../src/hub/checkpoint.js';

const folder = await fetchCheckpoint(process.argv[2] ?? '', {
  onNote: (line) => process.stderr.write(`${line}\n`),
  onProgress: ({ by, file }) => {
    if (by !== undefined) process.stderr.write(`${file} waits for ${by}\n`);
  },
});
process.stdout.write(folder);
