import { statSync } from 'node:fs';
import type { Experiment } from '../../experiment/experiment.js';
import { stageForms } from '../../experiment/identity.js';
import { type StoredStage, storedStages } from './stage-folders.js';
import { describedStage, type StageDescription } from './stored-stages.js';

/** What the store has of an experiment with some content of its files. */
export interface RecordedVersion {
  /** Of every stage; one that was never trained has one that no folder has. */
  readonly identities: readonly string[];
  /** The folders of the last stage that has any, one a seed and second seed. */
  readonly last: readonly StoredStage[];
  readonly files: StageDescription['files'];
  /** Milliseconds since 1970 when something was last written into its newest stage. */
  readonly time: number;
}

/** A chain of identities of the store: its stages, and of which form their record says they are. */
export interface StoredChain {
  readonly identities: readonly string[];
  readonly stages: readonly StoredStage[];
  readonly description: StageDescription | null;
  readonly form: string | null;
}

/** The stages of a runs folder by their chain of identities, one for all seeds. */
export function storedChains(runsFolder: string): StoredChain[] {
  const chains = new Map<string, StoredStage[]>();
  for (const stage of storedStages(runsFolder)) {
    const chain = stage.identities.join('/');
    chains.set(chain, [...(chains.get(chain) ?? []), stage]);
  }
  return [...chains.values()].map((stages): StoredChain => {
    const [{ identities }] = stages as [StoredStage];
    // One record is enough, as all of a chain are of one form; a damaged one counts for nothing.
    const description = firstOf(stages, describedStage);
    const form = description === null ? null : formOf(description, identities.length);
    return { identities, stages, description, form };
  });
}

function firstOf<In, Out>(list: readonly In[], find: (one: In) => Out | null): Out | null {
  for (const one of list) {
    const found = find(one);
    if (found !== null) return found;
  }
  return null;
}

const known = new WeakMap<StageDescription, readonly string[]>();

/** The form of the stages up to `depth` of the experiment that a record has. */
function formOf(description: StageDescription, depth: number): string | null {
  const forms = known.get(description) ?? stageForms(description.experiment);
  known.set(description, forms);
  return forms[depth - 1] ?? null;
}

/**
 * Every version of an experiment that the store has, the newest first: those that differ from it by
 * the content of files of the same names, and perhaps by the version of the program. Reads no data.
 */
export function recordedVersions(
  experiment: Experiment,
  runsFolder: string,
  chains: readonly StoredChain[] = storedChains(runsFolder),
): RecordedVersion[] {
  const forms = stageForms(experiment);
  const own = chains.filter(({ form, identities }) => form === forms[identities.length - 1]);
  const ends = own.filter(
    ({ identities }) => !own.some((other) => isInside(other.identities, identities)),
  );
  const versions = ends.map(({ identities, stages, description }): RecordedVersion => {
    const time = Math.max(...stages.map(({ folder }) => statSync(folder).mtimeMs));
    return {
      identities: [...identities, ...forms.slice(identities.length)],
      last: stages,
      files: description?.files ?? null,
      time,
    };
  });
  return versions.sort((a, b) => depthOf(b) - depthOf(a) || b.time - a.time);
}

const depthOf = ({ last }: RecordedVersion): number => last[0]?.identities.length ?? 0;

const isInside = (inner: readonly string[], outer: readonly string[]): boolean =>
  inner.length > outer.length && outer.every((identity, index) => inner[index] === identity);
