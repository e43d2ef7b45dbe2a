import { cpus } from 'node:os';
import { claimExperiments } from '../../claims/claim-experiments.js';
import { claimsJson } from '../../claims/claims-json.js';
import { type ClaimResults, evaluateClaims } from '../../claims/evaluate-claims.js';
import type { EvaluatedClaim } from '../../claims/evaluated-claim.js';
import { claimLine, claimsText } from '../../claims/page/claims-text.js';
import type { Reproduction } from '../../claims/page/reproduction.js';
import { UserError } from '../../errors/user-error.js';
import { type ExecutionInput, executionOf } from '../../experiment/execution.js';
import { projectCommit, projectVersion } from '../../files/project-version.js';
import { checkWritable } from '../../files/writable.js';
import {
  bundledClaims,
  type ClaimChoice,
  type ClaimStudy,
  claimStudies,
  claimsOf,
} from '../../plan/claims-catalogue.js';
import { readMembers } from '../../report/compared-report.js';
import { seedsText } from '../../report/seeds-text.js';
import type { RunEvent } from '../../runs/events.js';
import { withFirstSeeds } from '../../runs/folder.js';
import { experimentWork, seedsToDo } from '../../runs/work/experiment-work.js';
import type { Claim, ClaimForm } from '../../study/claim.js';
import type { TrainedExperiment } from '../../study/resolve-study.js';
import { commandVariable } from '../../terminal/command-line.js';
import { foldedLines } from '../../terminal/folded-table.js';
import { outputWidth, print, printError, printJson } from '../../terminal/terminal.js';
import { wrapped } from '../../terminal/wrapped.js';
import { damagedStatus } from '../exit-status.js';
import { executionGiven } from '../options.js';
import { ReproductionClock } from '../reproduction-clock.js';
import { runExperiments, Stopped, type Trained } from '../run-experiment.js';
import { reportSource } from '../shown-study.js';
import { type ClusterOptions, clusterOf } from '../slurm/cluster.js';
import { studyNote } from '../store/note-trained.js';
import { printPlans } from './run.js';

/** Which claims are tested and how, as the command line has it. */
interface ReproduceOptions extends ExecutionInput, ClusterOptions {
  readonly claims?: readonly number[] | undefined;
  readonly paper?: true | undefined;
  readonly quick?: true | undefined;
  readonly seedsFrom?: number | undefined;
  readonly dryRun?: true | undefined;
  readonly reportOnly?: true | undefined;
  readonly out?: string | undefined;
  readonly into?: string | undefined;
  readonly json?: true | undefined;
}

/** A claim with its studies and what is trained for it. */
interface PlannedClaim {
  readonly claim: Claim;
  readonly studies: readonly ClaimStudy[];
  readonly trained: readonly TrainedExperiment[];
}

/** Trains what is missing of claims, one after the other, and writes what is found of all of them. */
export async function reproduceClaims(options: ReproduceOptions): Promise<void> {
  const { paper, quick, seedsFrom = null, runs, json } = options;
  const form: ClaimForm = quick ? 'quick' : paper ? 'paper' : 'small';
  const all = await bundledClaims();
  const chosen = options.claims === undefined ? all : claimsOf(all, options.claims);
  const planned: PlannedClaim[] = [];
  for (const claim of chosen) planned.push(await plannedClaim(claim, { form, seedsFrom }));
  const folder = options.out ?? defaultFolder(options, form);
  checkWritable(folder);
  const how = (one: TrainedExperiment): Trained => trainedHow(one, options);
  if (options.dryRun) {
    if (!json) print(...planLines(planned, outputWidth()), '');
    await printPlans('all claims', merged(planned).map(how), { runs, json });
    return;
  }
  const say = json ? printError : print;
  const failures = options.reportOnly
    ? new Map<number, string>()
    : await trainClaims(planned, options, (one) => say(...provisional(one, { form, runs })));
  const results = planned.map((one) => resultsOf(one, runs));
  const claims = evaluateClaims(results, form);
  const reproduction = {
    setting: settingOf({ form, seedsFrom }, results),
    claims,
    failures,
  };
  await finish(reproduction, { folder, options });
  const damaged = results.flatMap(({ reports }) =>
    [...reports.values()].flat().flatMap((one) => one.damaged),
  );
  for (const { experiment, seeds } of damaged)
    for (const [seed, what] of seeds)
      printError(
        ...wrapped(`${experiment.name}, seed ${seed} is left out: ${what}`, outputWidth()),
      );
  if (failures.size > 0) process.exitCode = 1;
  else if (damaged.length > 0) process.exitCode = damagedStatus;
}

async function plannedClaim(claim: Claim, choice: ClaimChoice): Promise<PlannedClaim> {
  if (claim.untestable !== undefined && choice.form !== 'paper')
    return { claim, studies: [], trained: [] };
  const studies = await claimStudies(claim, choice);
  const byName = new Map(studies.map(({ typed, study }) => [typed, study]));
  return { claim, studies, trained: claimExperiments(claim, byName, choice.form) };
}

/** `reproduction`, and of anything but all claims in their small form something behind it. */
function defaultFolder({ claims, seedsFrom }: ReproduceOptions, form: ClaimForm): string {
  const parts = [
    'reproduction',
    ...(form === 'small' ? [] : [form]),
    ...(claims === undefined ? [] : ['claims', seedsText(claims).replaceAll(', ', '-')]),
    ...(seedsFrom === undefined ? [] : ['seeds', String(seedsFrom)]),
  ];
  return parts.join('-');
}

function trainedHow(
  { experiment, execution }: TrainedExperiment,
  options: ReproduceOptions,
): Trained {
  const { runs, jobs, retries } = options;
  const how = executionOf(execution, executionGiven(options));
  return { experiment, how: { runs, jobs, retries, execution: how } };
}

/** What several claims train, each experiment once, with the seeds of all of them. */
function merged(planned: readonly PlannedClaim[]): TrainedExperiment[] {
  const found = new Map<string, TrainedExperiment>();
  for (const { experiment, execution } of planned.flatMap(({ trained }) => trained)) {
    const before = found.get(experiment.name)?.experiment.seeds.first ?? [];
    const seeds = [...new Set([...before, ...experiment.seeds.first])].sort((a, b) => a - b);
    found.set(experiment.name, { experiment: withFirstSeeds(experiment, seeds), execution });
  }
  return [...found.values()];
}

/** What each claim trains, a line each. */
function planLines(planned: readonly PlannedClaim[], width: number): string[] {
  const rows = planned.map(({ claim, studies, trained }) => {
    const seeds = trained[0]?.experiment.seeds.first ?? [];
    const names = studies.map(({ typed, changes }) => (changes.small ? `${typed} --small` : typed));
    const count = trained.reduce((sum, { experiment }) => sum + experiment.seeds.first.length, 0);
    return [
      String(claim.number),
      claim.title,
      names.join(', ') || '-',
      seedsText(seeds) || '-',
      String(count),
    ];
  });
  const [left, right] = ['left' as const, 'right' as const];
  const alignments = [right, left, left, left, right];
  const header = ['#', 'claim', 'studies', 'first seeds', 'runs'];
  return foldedLines({ header, rows, alignments, names: 2 }, width);
}

/**
 * Trains claims in their order, on a cluster all at once; gives back the errors of those that could
 * not be trained, by number. Throws Stopped after a signal, when it has said how far it is.
 */
async function trainClaims(
  planned: readonly PlannedClaim[],
  options: ReproduceOptions,
  evaluated: (one: PlannedClaim) => void,
): Promise<ReadonlyMap<number, string>> {
  const failures = new Map<number, string>();
  const isTogether = options.on !== undefined;
  const groups = isTogether ? [planned] : planned.map((one) => [one]);
  const first = planned.flatMap(({ trained }) => trained)[0]?.experiment.name ?? 'reproduce';
  const cluster = clusterOf(first, options);
  const clock = clockOf(planned, options);
  const said = new Set<string>();
  for (const [index, group] of groups.entries()) {
    const [one] = group;
    if (one === undefined) continue;
    const messages: string[] = [];
    const observe = (event: RunEvent): void => {
      clock.observe(event);
      if (event.kind === 'failed')
        messages.push(`${event.experiment}, seed ${event.seed}: ${event.message}`);
    };
    const behind = (): string => clock.left();
    const name = isTogether
      ? 'all claims'
      : `claim ${one.claim.number} (${one.claim.name}), ${index + 1} of ${planned.length}`;
    const trained = merged(group).map((experiment) => {
      const { how, ...rest } = trainedHow(experiment, options);
      const note = (): void => {
        for (const { studies } of group)
          for (const { typed, changes, study } of studies)
            studyNote(study, { typed, ...changes }, options.runs)();
      };
      return { ...rest, how: { ...how, cluster, observe, behind, said, note } };
    });
    try {
      const isWhole = await runExperiments(name, trained);
      if (!isWhole)
        for (const { claim } of group)
          failures.set(claim.number, messages[0] ?? 'not all seeds came to their end');
    } catch (error) {
      if (error instanceof Stopped) sayStopped(group, index, planned.length);
      if (!(error instanceof UserError)) throw error;
      printError(...wrapped(`${name}: ${error.message}`, outputWidth()));
      for (const { claim } of group) failures.set(claim.number, error.message);
    }
    for (const each of group) evaluated(each);
  }
  return failures;
}

function sayStopped(group: readonly PlannedClaim[], done: number, all: number): void {
  const [one] = group;
  if (one === undefined || group.length > 1) return;
  const { number, name } = one.claim;
  printError(
    `Stopped in claim ${number} (${name}): ${done} of ${all} claims are trained. ` +
      '--report-only reports them.',
  );
}

/** A clock that counts the steps of runs that are not finished, by the documents that they show. */
function clockOf(planned: readonly PlannedClaim[], { runs }: ReproduceOptions): ReproductionClock {
  const open = merged(planned).flatMap(({ experiment, execution }) => {
    const work = experimentWork(experiment, runs, executionOf(execution));
    const epochs = experiment.stages.reduce((sum, stage) => sum + stage.epochs, 0);
    return seedsToDo(work).map((seed) => ({ experiment, seed, weight: epochs }));
  });
  return new ReproductionClock(open);
}

/** What is finished of a claim. */
function resultsOf({ claim, studies }: PlannedClaim, runs: string): ClaimResults {
  const reports = studies.map(({ typed, changes, study }) => {
    return [typed, readMembers(study, reportSource(typed, runs, changes))] as const;
  });
  return { claim, reports: new Map(reports) };
}

function provisional(
  planned: PlannedClaim,
  { form, runs }: { readonly form: ClaimForm; readonly runs: string },
): string[] {
  return evaluateClaims([resultsOf(planned, runs)], form).flatMap((one: EvaluatedClaim) =>
    wrapped(claimLine(one, form), outputWidth()),
  );
}

/** How the results were made. */
function settingOf(
  { form, seedsFrom }: ClaimChoice,
  results: readonly ClaimResults[],
): Reproduction['setting'] {
  const reports = results
    .flatMap(({ reports: own }) => [...own.values()].flat())
    .flatMap(({ compared }) => [compared?.report ?? [], compared?.control ?? []].flat());
  const seconds = new Map(reports.map((one) => [one.experiment.name, one.seconds]));
  return {
    command: process.env[commandVariable] ?? 'credence reproduce',
    ...{ form, seedsFrom },
    date: new Date().toISOString().slice(0, 16).replace('T', ' '),
    credence: projectVersion(),
    commit: projectCommit(),
    node: process.version,
    cpu: cpus()[0]?.model ?? 'unknown',
    seconds: [...seconds.values()].reduce((sum, one) => sum + one, 0),
  };
}

/** Writes the report and prints the results. */
async function finish(
  reproduction: Reproduction,
  { folder, options }: { readonly folder: string; readonly options: ReproduceOptions },
): Promise<void> {
  const { placeTable, writeReport } = await import('../../claims/page/write-report.js');
  const paths = await writeReport(reproduction, folder);
  if (options.into !== undefined) placeTable(reproduction, options.into);
  const { claims, setting: how } = reproduction;
  if (options.json) printJson(claimsJson(claims, how.form));
  else
    print('', ...claimsText(reproduction, outputWidth()), '', ...paths.map((path) => `  ${path}`));
}
