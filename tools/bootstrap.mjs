#!/usr/bin/env node
// Gets a clone ready to run: packages, compiled TypeScript, libtorch, the native addon.
//
//   node tools/bootstrap.mjs           does what is missing, and nothing that is in place
//   node tools/bootstrap.mjs --check   changes nothing; prints what it found as JSON, and exits
//                                      with 1 if anything is missing
const wantedNode = 20;
const givenNode = Number(process.versions.node.split('.')[0]);

if (givenNode < wantedNode) {
  console.error(
    `credence needs Node ${wantedNode} or newer and this is ${process.version}; ` +
      `install one, for example with: nvm install ${wantedNode}`,
  );
  process.exit(1);
}

// Imported late, so that an old Node reads only the lines above and prints its sentence.
const { main } = await import('./bootstrap/main.mjs');
process.exitCode = await main(process.argv.slice(2));
