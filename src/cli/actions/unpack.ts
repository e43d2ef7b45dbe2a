import { unpack } from '../../runs/archive/unpack.js';
import { commandLine } from '../../terminal/command-line.js';
import { outputWidth, print, printJson } from '../../terminal/terminal.js';
import { wrapped } from '../../terminal/wrapped.js';
import { bytesText } from '../../text/bytes.js';
import { counted } from '../../text/counted.js';

/** Unpacks an archive into a runs folder, and says how to report what is in it. */
export async function unpackRuns(
  file: string,
  { runs, json }: { readonly runs: string; readonly json?: true | undefined },
): Promise<void> {
  const { manifest, added, there, bytes } = unpack(file, runs);
  const { experiments } = manifest;
  if (json) {
    printJson({ version: 1, runs, experiments, added, there, bytes });
    return;
  }
  const had = there === 0 ? '' : `; ${there} were there already, with the same results`;
  const what = `Unpacked ${counted(added, 'finished folder')} (${bytesText(bytes)} in all) into ${runs}`;
  print(...wrapped(`${what}${had}. To report:`, outputWidth()));
  for (const { identity } of experiments)
    print(`  ${commandLine(['credence', 'report', identity, '--runs', runs])}`);
}
