#!/usr/bin/env node
import { existsSync } from 'node:fs';

const wantedNode = 20;
const main = new URL('../dist/src/cli/main.js', import.meta.url);
const addon = new URL('../native/build/credence.node', import.meta.url);
const needNoAddon = ['doctor', 'init', 'setup', 'help', '--help', '-h', '--version', '-V'];

if (Number(process.versions.node.split('.')[0]) < wantedNode) {
  console.error(`credence needs Node ${wantedNode} or newer and this is ${process.version}.`);
  process.exit(1);
}
if (!existsSync(main)) {
  console.error('credence is not set up yet: dist/ is missing. Run: npm run setup');
  process.exit(1);
}
const engineless =
  process.argv.length === 2 || process.argv.slice(2).some((arg) => needNoAddon.includes(arg));
if (!existsSync(addon) && !engineless) {
  // A word, not the end: building data and drawing figures work without the engine.
  const { setupCommand } = await import('../dist/src/files/project-folder.js');
  console.error(
    `credence: the native addon is not built, so nothing can be trained. Run: ${setupCommand()}`,
  );
}

await import(main.href);
