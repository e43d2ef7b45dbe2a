import { UserError } from '../../errors/user-error.js';
import { dispose, manifestOf, packingOf, writeArchive } from '../../runs/archive/pack.js';
import { experimentsNamed } from '../../runs/store/named-experiments.js';
import { readStore } from '../../runs/store/stored-experiments.js';
import { showingBytes } from '../../terminal/reading-progress.js';
import { outputWidth, print, printJson } from '../../terminal/terminal.js';
import { wrapped } from '../../terminal/wrapped.js';
import { bytesText } from '../../text/bytes.js';
import { counted } from '../../text/counted.js';

/** What is packed, as the command line has it. */
interface PackOptions {
  readonly runs: string;
  readonly to: string;
  readonly withoutWeights?: true | undefined;
  readonly json?: true | undefined;
}

/** Writes experiments into an archive, and says what is in it. */
export async function packRuns(
  names: readonly string[],
  { runs, to, withoutWeights, json }: PackOptions,
): Promise<void> {
  const store = readStore(runs);
  const named = new Set(names.flatMap((name) => experimentsNamed(store, name, runs)));
  const packing = packingOf([...named], runs, { weights: !withoutWeights });
  try {
    if (packing.folders === 0)
      throw new UserError(
        `no stage of ${names.join(', ')} is finished in ${runs}: nothing to pack`,
      );
    const manifest = showingBytes('read', manifestOf(packing));
    await writeArchive(packing, manifest, to);
    const { folders, bytes, unfinished } = packing;
    const { experiments, files } = manifest;
    if (json) {
      printJson({
        version: 1,
        archive: to,
        experiments,
        folders,
        files: files.size,
        bytes,
        unfinished,
      });
      return;
    }
    const open = unfinished === 0 ? '' : `; ${counted(unfinished, 'stage')} not finished, left out`;
    const what = `${counted(folders, 'finished folder')} of ${experiments.map(({ name }) => name).join(', ')}`;
    print(...wrapped(`Packed ${what} into ${to}: ${bytesText(bytes)}${open}.`, outputWidth()));
  } finally {
    dispose(packing);
  }
}
