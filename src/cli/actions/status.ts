import { UserError } from '../../errors/user-error.js';
import type { Experiment } from '../../experiment/experiment.js';
import { holderText } from '../../files/leases/holder.js';
import { bundledNames, type Changes, loadStudy, smallNames } from '../../plan/catalogue.js';
import { reportCommandOf } from '../../plan/training-command.js';
import { savedText } from '../../runs/checkpoints/saved-part.js';
import {
  experimentStatus,
  type SeedStatus,
  type StageHolder,
  type StageState,
  type StageStatus,
} from '../../runs/status.js';
import { otherVersionTexts } from '../../runs/store/other-versions.js';
import type { Failure } from '../../runs/tasks/failures.js';
import { type Study, trainedExperiments } from '../../study/resolve-study.js';
import { durationText } from '../../terminal/duration.js';
import { foldedLines } from '../../terminal/folded-table.js';
import { tableLines } from '../../terminal/table.js';
import { bold, outputWidth, print, printJson } from '../../terminal/terminal.js';
import { wrapped } from '../../terminal/wrapped.js';
import { printable } from '../../text/printable.js';

/** The state of a seed. A stage without the wanted tests counts as missing. */
function stateOf({ stages }: SeedStatus): Exclude<StageState, 'untested'> {
  const states = stages.map(({ state }) => (state === 'untested' ? 'missing' : state));
  const worst = (['damaged', 'running', 'missing'] as const).find((one) => states.includes(one));
  return worst ?? 'finished';
}

/** An experiment with the state of its seeds. */
interface ExperimentState {
  readonly experiment: Experiment;
  readonly seeds: readonly SeedStatus[];
}

/** A bundled file in one line: its seeds over all of its experiments. */
function summary({ name, states }: BundledStatus): string[] {
  if (states instanceof UserError) return [name, '', '', '', 'see below'];
  const seeds = states.flatMap((one) => one.seeds);
  const count = (state: StageState) => seeds.filter((seed) => stateOf(seed) === state).length;
  const damaged = count('damaged');
  return [
    name,
    ...(['finished', 'running', 'missing'] as const).map((state) => `${count(state)} ${state}`),
    damaged === 0 ? '' : `${damaged} damaged`,
  ];
}

/** Who works at a stage, and since when. */
function holderNote({ pid, host, slurmJob, since, isSilent, silentForS }: StageHolder): string {
  const who = holderText({ pid, host, slurmJob });
  if (isSilent)
    return (
      `was being trained by ${who}, which has shown no sign of life for ` +
      `${durationText(silentForS)}: the next run takes it over`
    );
  const from = since === null ? '' : `, since ${since.slice(0, 16).replace('T', ' ')} UTC`;
  return `is being trained by ${who}${from}`;
}

function detail(experiment: Experiment, seeds: readonly SeedStatus[], runs: string): string[] {
  const [first] = seeds;
  const columns = (first?.stages ?? []).map(({ stage, secondSeed }) =>
    secondSeed === null || experiment.seeds.second.length === 1 ? stage : `${stage}.${secondSeed}`,
  );
  const rows = seeds.map(({ seed, stages }) => [String(seed), ...stages.map(stageCell)]);
  const alignments = ['right' as const, ...columns.map(() => 'left' as const)];
  const notes = seeds.flatMap(({ seed, stages }) =>
    stages.flatMap(({ stage, lacking, damage, holder, state, failure }) => [
      ...(holder === null ? [] : [`seed ${seed}: ${stage} ${holderNote(holder)}`]),
      ...(failure === null || state === 'finished' || state === 'running'
        ? []
        : [`seed ${seed}: ${stage} failed ${failureText(failure)}`]),
      ...(lacking === null ? [] : [`seed ${seed}: ${stage} was tested ${lacking}`]),
      ...(damage === null ? [] : [`seed ${seed}: ${damage}`]),
    ]),
  );
  const others = seeds.some((seed) => stateOf(seed) === 'missing')
    ? otherVersionTexts(experiment, runs, (identity) => `${reportCommandOf(runs)} ${identity}`)
    : [];
  return [
    bold(experiment.name),
    ...foldedLines({ header: ['seed', ...columns], rows, alignments }, outputWidth()),
    ...[...notes, ...others].flatMap((note) => wrapped(note, outputWidth())),
  ];
}

/** A stage in a table. */
function stageCell({ state, seconds, failure, saved }: StageStatus): string {
  if (seconds !== null) return `finished, ${durationText(seconds)}`;
  const shown = state === 'missing' && failure !== null ? 'failed' : state;
  if (saved === null || state === 'damaged') return shown;
  return shown === 'missing' ? savedText(saved) : `${shown}, ${savedText(saved)}`;
}

/** `at 2026-11-28 12:40 UTC after 3 attempts: ...`, in one line. */
function failureText({ message, time, attempts }: Failure): string {
  const [first = ''] = message.split('\n');
  const often = attempts === 1 ? '' : ` after ${attempts} attempts`;
  return `at ${time.slice(0, 16).replace('T', ' ')} UTC${often}: ${printable(first)}`;
}

/** What is known of a bundled file: the state of its experiments, or why there is none. */
interface BundledStatus {
  readonly name: string;
  readonly states: readonly ExperimentState[] | UserError;
}

/** Every bundled file; those that cannot be read with what is wrong. */
async function bundledStatus(runs: string, form: Changes): Promise<BundledStatus[]> {
  const names = form.small ? await smallNames() : bundledNames();
  const all = names.map(async (name): Promise<BundledStatus> => {
    try {
      return { name, states: statesOf(await loadStudy(name, form), runs) };
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return { name, states: error };
    }
  });
  return Promise.all(all);
}

/** What is wrong with files, each mistake once, behind the names of those that have it. */
function errorLines(all: readonly BundledStatus[], width: number): string[] {
  const names = new Map<string, string[]>();
  for (const { name, states } of all)
    if (states instanceof UserError)
      names.set(states.message, [...(names.get(states.message) ?? []), name]);
  return [...names].flatMap(([message, own]) => [
    '',
    ...wrapped(`${own.join(', ')}: ${message}`, width),
  ]);
}

function bundledJson({ name, states }: BundledStatus): object[] {
  return states instanceof UserError ? [{ file: name, error: states.message }] : statesJson(states);
}

function statesOf(study: Study, runs: string): ExperimentState[] {
  return trainedExperiments(study).map(({ experiment }) => ({
    experiment,
    seeds: experimentStatus(experiment, runs),
  }));
}

function statesJson(states: readonly ExperimentState[]): object[] {
  return states.map(({ experiment, seeds }) => ({ experiment: experiment.name, seeds }));
}

/** What is shown, as the command line has it. */
interface StatusOptions extends Changes {
  readonly runs: string;
  readonly json?: true | undefined;
}

/** Prints what is finished, running, missing and damaged, of one experiment or of all. */
export async function showStatus(
  name: string | undefined,
  { runs, json, ...changes }: StatusOptions,
): Promise<void> {
  if (name === undefined) {
    const { quick, small, withControl } = changes;
    if (withControl) {
      throw new UserError('--with-control needs an experiment: credence status <experiment>');
    }
    const all = await bundledStatus(runs, { quick, small });
    const rows = all.map(summary);
    if (json) printJson(all.flatMap(bundledJson));
    else {
      print(...tableLines(rows, ['left', 'right', 'right', 'right', 'left']));
      print(...errorLines(all, outputWidth()));
    }
    return;
  }
  const states = statesOf(await loadStudy(name, changes), runs);
  if (json) printJson(statesJson(states));
  else {
    if (states.length > 1) print(...totals(states), '');
    for (const { experiment, seeds: own } of states) print(...detail(experiment, own, runs));
    print('', ...wrapped(sizesOnly, outputWidth()));
  }
}

/** What status does not see. */
const sizesOnly =
  'Sizes of files were compared; credence verify compares their contents with what was written.';

/** Several experiments, a line each. */
function totals(states: readonly ExperimentState[]): string[] {
  const rows = states.map(({ experiment, seeds }) => {
    const all = seeds.map((seed) => ({ state: stateOf(seed), stages: seed.stages }));
    const count = (state: StageState) => all.filter((seed) => seed.state === state).length;
    const failed = all.filter(
      ({ state, stages }) =>
        state === 'missing' && stages.some((one) => one.failure !== null && one.seconds === null),
    );
    const counts = [count('running'), failed.length, count('damaged')];
    return [
      experiment.name,
      `${count('finished')} of ${seeds.length}`,
      ...counts.map((number) => (number === 0 ? '' : String(number))),
    ];
  });
  const header = ['experiment', 'seeds done', 'running', 'failed', 'damaged'];
  const alignments = ['left', 'right', 'right', 'right', 'right'] as const;
  return foldedLines({ header, rows, alignments }, outputWidth());
}
