import { canonicalJson } from '../../experiment/canonical-json.js';
import { controlOf, noControlReason } from '../../experiment/control.js';
import type { Experiment } from '../../experiment/experiment.js';
import { stageForms } from '../../experiment/identity.js';
import type { Member, Study } from '../../study/resolve-study.js';
import { pinIdentities } from '../folder.js';
import {
  type RecordedVersion,
  recordedVersions,
  type StoredChain,
  storedChains,
} from './recorded-versions.js';
import type { StoredStage } from './stage-folders.js';
import { describedStage } from './stored-stages.js';
import { type Asked, type RecordedStudy, recordedStudies } from './study-records.js';

/** An experiment that the store has seeds of, with one content of its files. */
export interface StoredExperiment {
  /** Its first seeds are those that the store has; it is found by the identities that it has here. */
  readonly experiment: Experiment;
  readonly identities: readonly string[];
  /** First seeds that it was asked to have, those of the store among them. */
  readonly wanted: readonly number[];
  readonly files: RecordedVersion['files'];
  /** How its study was asked for; null where the store does not say. */
  readonly asked: Asked | null;
  /** Folders of its stages; other experiments may share them. */
  readonly stages: readonly StoredStage[];
  /** Milliseconds since 1970 when something was last written. */
  readonly time: number;
}

/** A study that the store has seeds of. */
export interface StoredStudy {
  readonly study: Study;
  readonly asked: Asked | null;
  /** Those of its members and controls that have seeds. */
  readonly experiments: readonly StoredExperiment[];
}

/** What a runs folder has, as its records say. */
export interface Store {
  readonly studies: readonly StoredStudy[];
  /** Every experiment once, the newest last. */
  readonly experiments: readonly StoredExperiment[];
  /** Stages that belong to none of them. */
  readonly strays: readonly StoredStage[];
}

/** Reads what a runs folder has, without data, checkpoints or the files of experiments. */
export function readStore(runsFolder: string): Store {
  const chains = storedChains(runsFolder);
  const found = new Map<string, StoredExperiment>();
  const versionsOf = (experiment: Experiment, asked: Asked | null): StoredExperiment[] =>
    recordedVersions(experiment, runsFolder, chains).flatMap((version) => {
      if (!isBegun(version, experiment)) return [];
      const key = `${experiment.name}\n${version.identities.join('/')}`;
      const one = found.get(key) ?? storedExperiment(experiment, version, { asked, chains });
      found.set(key, one);
      return [one];
    });
  const studies = recordedStudies(runsFolder).flatMap((one) => storedVersions(one, versionsOf));
  const unnamed = chains
    .toSorted((a, b) => b.identities.length - a.identities.length)
    .flatMap(({ description }) => {
      if (description === null) return [];
      const known = new Set(found.values());
      return versionsOf(description.experiment, null).filter((one) => !known.has(one));
    });
  const all = [...found.values()];
  const others = unnamed.map((one) => ownStudy(one, all));
  const listed = new Set(all.flatMap(({ stages }) => stages.map(({ folder }) => folder)));
  return {
    studies: [...studies, ...others],
    experiments: all.sort((a, b) => a.time - b.time),
    strays: chains.flatMap(({ stages }) => stages.filter(({ folder }) => !listed.has(folder))),
  };
}

function storedExperiment(
  experiment: Experiment,
  version: RecordedVersion,
  { asked, chains }: { readonly asked: Asked | null; readonly chains: readonly StoredChain[] },
): StoredExperiment {
  const { identities, files, last, time } = version;
  const own = chains.filter(({ identities: chain }) =>
    chain.every((identity, index) => identity === identities[index]),
  );
  const begun = own
    .flatMap(({ stages }) => stages)
    .filter((stage) => stage.parent === null && isRecordOf(stage, experiment));
  const seeds = new Set([...last, ...begun].map(({ seed }) => seed));
  const first = [...seeds].sort((a, b) => a - b);
  const pinned = withSeeds(experiment, first, identities);
  const wanted = new Set([...experiment.seeds.first, ...first]);
  return {
    experiment: pinned,
    identities,
    wanted: [...wanted].sort((a, b) => a - b),
    files,
    asked,
    stages: own.flatMap(({ stages }) => stages.filter(({ seed }) => seeds.has(seed))),
    time,
  };
}

/** Whether it came to its last stage, or a stage's record names it: others may share its first ones. */
function isBegun({ last }: RecordedVersion, experiment: Experiment): boolean {
  const [stage] = last;
  const isWhole = stage?.identities.length === experiment.stages.length;
  return isWhole || last.some((one) => isRecordOf(one, experiment));
}

/** Whether a stage was trained for an experiment. */
function isRecordOf(stage: StoredStage, experiment: Experiment): boolean {
  const trained = describedStage(stage)?.experiment;
  if (trained === undefined || trained.name !== experiment.name) return false;
  return stageForms(trained).at(-1) === stageForms(experiment).at(-1);
}

function withSeeds(
  experiment: Experiment,
  first: readonly number[],
  identities: readonly string[],
): Experiment {
  const changed = { ...experiment, seeds: { ...experiment.seeds, first } };
  pinIdentities(changed, identities);
  return changed;
}

/** A study of the record, once for each content of its files that the store has. */
function storedVersions(
  { study, asked }: RecordedStudy,
  versionsOf: (experiment: Experiment, asked: Asked) => readonly StoredExperiment[],
): StoredStudy[] {
  const members = study.members.map((member) => ({
    member,
    own: versionsOf(member.experiment, asked),
    controls: member.control === null ? [] : versionsOf(member.control, asked),
  }));
  const contents = new Set(members.flatMap(({ own }) => own.map(contentKey)));
  return [...contents].map((content): StoredStudy => {
    const experiments: StoredExperiment[] = [];
    const pick = (experiment: Experiment, versions: readonly StoredExperiment[]): Experiment => {
      const one = versions.find((version) => contentKey(version) === content);
      if (one === undefined) return untrained(experiment);
      experiments.push(one);
      return one.experiment;
    };
    const resolved = members.map(({ member, own, controls }): Member => {
      const { control } = member;
      return {
        ...member,
        experiment: pick(member.experiment, own),
        control: control === null ? null : pick(control, controls),
      };
    });
    return { study: { ...study, members: resolved }, asked, experiments };
  });
}

const contentKey = ({ files }: StoredExperiment): string => canonicalJson(files);

/** With identities that no folder has, whatever the files hold that it names. */
function untrained(experiment: Experiment): Experiment {
  return withSeeds(experiment, experiment.seeds.first, stageForms(experiment));
}

/** A study of one experiment that no record names, with its automatic control where that is here. */
function ownStudy(one: StoredExperiment, all: readonly StoredExperiment[]): StoredStudy {
  const { experiment } = one;
  const wanted = noControlReason(experiment) === null ? controlOf(experiment) : null;
  const [form] = wanted === null ? [] : stageForms(wanted).slice(-1);
  const control = all.find(
    (other) =>
      form !== undefined &&
      contentKey(other) === contentKey(one) &&
      stageForms(other.experiment).at(-1) === form,
  );
  const { name, title } = experiment;
  const none = { at: null, paper: [], paperAnalyses: {}, execution: {} };
  const members = [{ ...none, experiment, control: control?.experiment ?? null }];
  const study = { name, title, figure: null, axis: null, runsControls: false, members };
  return { study, asked: null, experiments: [one, ...(control === undefined ? [] : [control])] };
}
