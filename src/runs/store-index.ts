import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Experiment } from '../experiment/experiment.js';
import { explainWriteError } from '../files/file-errors.js';
import { makeFolder } from '../files/folders.js';
import { storedIdentities } from './folder.js';

/** Files in the runs folder for people who look into it; nothing is read from them. */
export const indexFiles = { readme: 'README.txt', experiments: 'experiments.jsonl' } as const;

const readme = `Results of credence. Each stage of training is kept once, whichever experiments it is part of: in a
folder whose name is its identity, a hash of all that decides its weights, and inside the stage that
it starts from. seed-<n> is a seed of the run.

  experiments.jsonl   which experiment has which stages: search it for a name
  run.json            in the folder of a stage: the experiment that trained it, in full
  model.safetensors   its weights, where they are kept; with config.json and tokenizer.json beside
                      them the folder is a checkpoint that transformers loads
  losses.jsonl        the loss after each step
  tests-<hash>/       what was measured of the weights: tests.json says what was wanted
  done.json           written last: without it a folder is not finished

"credence status <experiment>" shows what is finished, and with --json the folder of each stage.
`;

/**
 * Notes in the runs folder which stages an experiment has, once for each form of it that is trained.
 * Throws a WriteError where the file system refuses.
 */
export function noteExperiment(experiment: Experiment, runsFolder: string): void {
  const identities = storedIdentities(experiment);
  const stages = experiment.stages.map(({ name }, index) => [name, identities[index]]);
  const note = { experiment: experiment.name, stages: Object.fromEntries(stages) };
  const line = `${JSON.stringify(note)}\n`;
  const [text, index] = [
    join(runsFolder, indexFiles.readme),
    join(runsFolder, indexFiles.experiments),
  ];
  try {
    makeFolder(runsFolder);
    if (!existsSync(text)) writeFileSync(text, readme);
    const noted = existsSync(index) ? readFileSync(index, 'utf8') : '';
    // One short write at the end of the file, so that two processes do not mix their lines.
    if (!`\n${noted}`.includes(`\n${line}`)) appendFileSync(index, line);
  } catch (error) {
    throw explainWriteError(error, runsFolder);
  }
}
