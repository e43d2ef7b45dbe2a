import { cpus } from 'node:os';
import { claimsJson } from '../../claims/claims-json.js';
import { type ClaimResults, evaluateClaims } from '../../claims/evaluate-claims.js';
import type { EvaluatedClaim } from '../../claims/evaluated-claim.js';
import { claimLine, claimsText } from '../../claims/page/claims-text.js';
import type { Reproduction } from '../../claims/page/reproduction.js';
import { projectCommit, projectVersion } from '../../files/project-version.js';
import { checkWritable } from '../../files/writable.js';
import { bundledClaims, type ClaimChoice, claimsOf } from '../../plan/claims-catalogue.js';
import { seedsText } from '../../report/seeds-text.js';
import type { ClaimForm } from '../../study/claim.js';
import type { TrainedExperiment } from '../../study/resolve-study.js';
import { commandVariable } from '../../terminal/command-line.js';
import { outputWidth, print, printError, printJson } from '../../terminal/terminal.js';
import { wrapped } from '../../terminal/wrapped.js';
import {
  merged,
  type PlannedClaim,
  planLines,
  plannedClaim,
  resultsOf,
  shownStudies,
} from '../claims/planned-claims.js';
import type { ReproduceOptions } from '../claims/reproduce-options.js';
import { trainClaims, trainedHow } from '../claims/train-claims.js';
import { damagedStatus } from '../exit-status.js';
import type { Trained } from '../run-experiment.js';
import { printPlans } from './run.js';

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
    studies: shownStudies(planned, results),
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

function provisional(
  planned: PlannedClaim,
  { form, runs }: { readonly form: ClaimForm; readonly runs: string },
): string[] {
  return evaluateClaims([resultsOf(planned, runs)], form).flatMap((one: EvaluatedClaim) =>
    wrapped(claimLine(one), outputWidth()),
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
  const { form, ...made } = reproduction.setting;
  if (options.json) printJson(claimsJson(reproduction.claims, form, made));
  else
    print('', ...claimsText(reproduction, outputWidth()), '', ...paths.map((path) => `  ${path}`));
}
