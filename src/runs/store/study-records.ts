import { createHash } from 'node:crypto';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../../errors/user-error.js';
import { canonicalJson } from '../../experiment/canonical-json.js';
import type { Experiment } from '../../experiment/experiment.js';
import { modelKind } from '../../experiment/models/kinds.js';
import { readJson, writeJson } from '../../files/json-file.js';
import { writeWhole } from '../../files/write-whole.js';
import { isCommit } from '../../hub/names.js';
import { paperNumber } from '../../study/paper-numbers.js';
import { experimentsOf, type Member, type Study } from '../../study/resolve-study.js';
import { atCommit } from '../hub-commit.js';
import { storeFiles } from './stage-folders.js';
import { recordedExperiment } from './stored-stages.js';

const readme = `Results of credence. Each stage of training is kept once, whichever experiments it is part of: in a
folder whose name is its identity, a hash of all that decides its weights, and inside the stage that
it starts from. seed-<n> is a seed of the run. The folder may be copied as a whole.

  experiments/        what was trained: each study with its experiments, controls and changes
  run.json            in the folder of a stage: the experiment that trained it, in full
  losses.jsonl        the loss after each step
  tests-<hash>/       what was measured of the weights: tests.json says what was wanted
  done.json           written last: without it a folder is not finished

"credence runs" lists what is here, "credence report <this folder>" says what it shows, and
"credence runs rm" removes what is not needed.
`;

const askedSchema = z.object({
  typed: z.string(),
  set: z.array(z.string()).default([]),
  sweep: z.array(z.string()).default([]),
  zip: z.boolean().default(false),
  quick: z.boolean().default(false),
  small: z.boolean().default(false),
});

/** How a study was asked for: name or path, and what differs from its definition. */
export type Asked = Readonly<z.output<typeof askedSchema>>;

const experimentSchema = z.record(z.string(), z.unknown()).transform((record, context) => {
  const experiment = recordedExperiment(record);
  if (experiment !== null) return experiment;
  context.addIssue({ code: 'custom', message: 'expected an experiment' });
  return z.NEVER;
});

const recordSchema = z.object({
  version: z.literal(1),
  asked: askedSchema,
  commits: z.array(z.object({ from: z.string(), revision: z.string(), commit: z.string() })),
  study: z.object({
    name: z.string(),
    title: z.string(),
    figure: z.string().nullable(),
    axis: z.string().nullable(),
    runsControls: z.boolean(),
    members: z
      .array(
        z.object({
          at: z.union([z.number(), z.string()]).nullable(),
          experiment: experimentSchema,
          control: experimentSchema.nullable(),
          paper: z.array(paperNumber),
          paperAnalyses: z.record(z.string(), z.unknown()),
        }),
      )
      .min(1),
  }),
});

/** A study as the store has it on record. */
export interface RecordedStudy {
  /** Of the record. */
  readonly path: string;
  readonly asked: Asked;
  readonly study: Study;
  /** Which commit of the hub the revisions were that its models name. */
  readonly commits: readonly HubCommit[];
}

type HubCommit = z.output<typeof recordSchema>['commits'][number];

/**
 * Notes in the runs folder what is trained, for reports where neither the experiment's file nor its
 * data are; once for each form of a study. Throws a WriteError where the file system refuses.
 */
export function noteStudy(
  study: Study,
  asked: Readonly<z.input<typeof askedSchema>>,
  runsFolder: string,
): void {
  const text = join(runsFolder, storeFiles.readme);
  if (!existsSync(text)) writeWhole(text, readme);
  const { name, title, figure, axis, runsControls } = study;
  const members = study.members.map(({ at, experiment, control, paper, paperAnalyses }) => {
    return { at, experiment, control, paper, paperAnalyses };
  });
  const form = members.map(({ at, experiment, control }) => {
    return [at, withoutSeeds(experiment), control === null ? null : withoutSeeds(control)];
  });
  const hash = createHash('sha256')
    .update(canonicalJson([name, axis, form]))
    .digest('hex');
  const record = {
    version: 1,
    asked,
    commits: hubCommits(study),
    study: { name, title, figure, axis, runsControls, members },
  };
  writeJson(join(runsFolder, storeFiles.studies, `${name}-${hash.slice(0, 8)}.json`), record);
}

/** Seeds may be trained one after the other: they make no other study. */
function withoutSeeds({ seeds: { second }, ...experiment }: Experiment): object {
  return { ...experiment, seeds: { second } };
}

function hubCommits({ members }: Study): HubCommit[] {
  const experiments = members.flatMap(({ experiment, control }) => [experiment, control ?? []]);
  return experiments.flat().flatMap((experiment) => {
    const named = checkpointOf(experiment);
    const found = checkpointOf(atCommit(experiment));
    if (named === null || found === null || named.revision === found.revision) return [];
    return [{ ...named, commit: found.revision }];
  });
}

const checkpointOf = ({ model }: Experiment) => modelKind(model).checkpoint(model);

/** Every study that a runs folder has on record; records that cannot be read are left out. */
export function recordedStudies(runsFolder: string): RecordedStudy[] {
  const folder = join(runsFolder, storeFiles.studies);
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => /^[^.].*\.json$/.test(name));
  return names.sort().flatMap((name) => {
    try {
      const path = join(folder, name);
      const { asked, study, commits } = readJson(path, recordSchema);
      const members = study.members.map((member): Member => ({ ...member, execution: {} }));
      return [{ path, asked, commits, study: { ...study, members } }];
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return [];
    }
  });
}

/** Whether a name means a study: its own, or what was typed when it was trained. */
export const isCalled = (
  { study, asked }: { readonly study: Pick<Study, 'name'>; readonly asked: Asked | null },
  typed: string,
): boolean => study.name === typed || asked?.typed === typed;

/** Paths of the records of studies of which none of the experiments in a folder is. */
export function idleStudies(
  runsFolder: string,
  experiments: readonly { readonly experiment: Experiment }[],
): string[] {
  const left = new Set(experiments.map(({ experiment }) => experiment.name));
  return recordedStudies(runsFolder).flatMap(({ study, path }) => {
    return experimentsOf(study).some(({ name }) => left.has(name)) ? [] : [path];
  });
}

/** Removes records of studies. */
export function forgetStudies(paths: readonly string[]): void {
  for (const path of paths) rmSync(path, { force: true });
}

/**
 * As `atCommit`; a revision that is not in the hub's cache on this machine is the commit that it was
 * when the runs in the folder were trained, where they say so.
 */
export function atRecordedCommit(experiment: Experiment, runsFolder: string): Experiment {
  const checkpoint = checkpointOf(experiment);
  if (checkpoint === null || isCommit(checkpoint.revision)) return experiment;
  if (atCommit(experiment) !== experiment) return experiment;
  const { from, revision } = checkpoint;
  const commits = recordedStudies(runsFolder).flatMap((one) => one.commits);
  const noted = commits.findLast((one) => one.from === from && one.revision === revision);
  if (noted === undefined) return experiment;
  const model = { ...experiment.model, from, revision: noted.commit };
  return { ...experiment, model };
}
