import { experimentsNamed } from '../../runs/store/named-experiments.js';
import { type StoredStage, storedStages } from '../../runs/store/stage-folders.js';
import { readStore } from '../../runs/store/stored-experiments.js';
import { verifyStages } from '../../runs/store/verification.js';
import { showingBytes } from '../../terminal/reading-progress.js';
import { outputWidth, print, printJson } from '../../terminal/terminal.js';
import { wrapped } from '../../terminal/wrapped.js';
import { bytesText } from '../../text/bytes.js';
import { counted } from '../../text/counted.js';
import { damagedStatus } from '../exit-status.js';

/** What is verified, as the command line has it. */
interface VerifyOptions {
  readonly runs: string;
  readonly hub?: true | undefined;
  readonly json?: true | undefined;
}

/** The stages of the experiments that are named, each once; without names all of the folder. */
function stagesOf(names: readonly string[], runs: string): StoredStage[] {
  if (names.length === 0) return storedStages(runs);
  const store = readStore(runs);
  const stages = names
    .flatMap((name) => experimentsNamed(store, name, runs))
    .flatMap((one) => one.stages);
  return [...new Map(stages.map((stage) => [stage.folder, stage])).values()];
}

/** Compares the files of stages with what was written of them, and says what is damaged. */
export async function verifyRuns(
  names: readonly string[],
  { runs, hub, json }: VerifyOptions,
): Promise<void> {
  if (hub) {
    const { verifyHub } = await import('./verify-hub.js');
    await verifyHub({ json });
    return;
  }
  const found = showingBytes('verified', verifyStages(stagesOf(names, runs)));
  const { folders, bytes, unfinished, faults } = found;
  if (faults.length > 0) process.exitCode = damagedStatus;
  if (json) {
    printJson({ version: 1, runs, folders, bytes, unfinished, faults });
    return;
  }
  const width = outputWidth();
  for (const { what, remedy } of faults)
    print(...wrapped(what, width), ...wrapped(remedy, width - 2).map((line) => `  ${line}`));
  const open =
    unfinished === 0 ? '' : `; ${counted(unfinished, 'stage')} not finished, not checked`;
  const all = `${counted(folders, 'finished folder')}, ${bytesText(bytes)}`;
  const verdict =
    faults.length === 0
      ? `Every file is as it was written: ${all}${open}.`
      : `${counted(faults.length, 'file')} damaged in ${all}${open}. Or train a seed anew beside ` +
        'the old results and compare: credence rerun EXPERIMENT --seed N';
  print(...wrapped(verdict, width));
}
