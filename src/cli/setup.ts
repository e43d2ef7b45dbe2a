import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { Command } from '@commander-js/extra-typings';
import { projectFolder } from '../files/project-folder.js';

const examples = `
Examples:
  credence setup                              find libtorch or install it
  LIBTORCH=/opt/libtorch credence setup       use this libtorch

libtorch is taken from LIBTORCH, or else from the torch that python3 imports. If there is neither, it
is downloaded into a Python environment in credence's own folder: the CPU build (0.2 GB), or with an
NVIDIA GPU the CUDA build (several GB). Compiling needs a C++20 compiler and about a minute. What is
already in place is left alone.`;

/** `credence setup`: finds or installs libtorch and compiles the engine. */
export function setupCommand() {
  return new Command('setup')
    .description(
      'Finds or installs libtorch and compiles the engine. Needed once, before training.',
    )
    .addHelpText('after', examples)
    .action(() => {
      const script = join(projectFolder(), 'tools', 'bootstrap.mjs');
      const { status } = spawnSync(process.execPath, [script], { stdio: 'inherit' });
      process.exitCode = status ?? 1;
    });
}
