// Builds the fake accelerator beside the engine's addon where it is not built yet, and prints its
// path. Compiled as the addon is, for the same libtorch, and cached by what it is made of.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { addonState, buildAddon } from '../../tools/bootstrap/addon.mjs';
import { findLibtorch } from '../../tools/bootstrap/libtorch.mjs';
import { takeLock } from '../../tools/bootstrap/lock.mjs';
import { buildFolder } from '../../tools/bootstrap/paths.mjs';

const build = join(buildFolder, 'fake');
const ofEngine = (name) => fileURLToPath(new URL(`../../native/${name}`, import.meta.url));
const library = {
  headers: ['adafactor-kernels.h', 'adafactor-launches.h'].map(ofEngine),
  sources: fileURLToPath(new URL('.', import.meta.url)),
  build,
  file: join(build, 'fake.node'),
};
const { torch } = await findLibtorch();
if (addonState(torch, library).state !== 'fine') {
  const release = await takeLock(() => {});
  try {
    // Another test file may have built it meanwhile.
    const state = addonState(torch, library);
    if (state.state !== 'fine') await buildAddon(state, torch);
  } finally {
    release();
  }
}
process.stdout.write(library.file);
