import type { Group } from '../data/groups.js';
import { groupsOf } from '../data/groups.js';
import { didYouMean } from '../errors/did-you-mean.js';
import type { Experiment } from '../experiment/experiment.js';
import type { MemberReport } from '../report/compared-report.js';
import type { Report } from '../report/report.js';
import { contrastBySeed, contrastSets } from '../statistics/contrasts.js';
import { learnedAfter, learnedStages } from '../statistics/learned-stages.js';
import type { SeedValue } from '../statistics/seed-comparison.js';
import { lastEpoch, seedMeans } from '../statistics/seed-means.js';
import type { Claim, ClaimForm, Measure } from '../study/claim.js';
import { fault, type SimpleMeasure } from '../study/claims.js';

/** The members of a claim's studies and what is finished of them, by the studies' names. */
export type ClaimReports = ReadonlyMap<string, readonly MemberReport[]>;

/** A claim, the form that it is tested in, and what its numbers come from. */
export interface ClaimSource {
  readonly claim: Claim;
  readonly form: ClaimForm;
  readonly reports: ClaimReports;
}

/** A measure of the first seeds that have it. */
export interface Measured {
  readonly values: readonly SeedValue[];
  /** First seeds that should have it and do not yet. */
  readonly missing: readonly number[];
}

/** An experiment that a measure is taken of, and what is finished of it. */
interface Found {
  readonly experiment: Experiment;
  /** Null where no seed is finished. */
  readonly report: Report | null;
  readonly error: (what: string) => Error;
}

/**
 * A measure of each first seed, in the order of seeds; a difference has the seeds that both sides have.
 * A seed that is not finished has none. Throws an Error that names the claim, the study and the
 * member where the claim asks for what these do not have.
 */
export function measured(source: ClaimSource, measure: Measure): Measured {
  if (measure.kind === 'difference') {
    const upper = measured(source, measure.minuend);
    const lower = measured(source, measure.subtrahend);
    const others = new Map(lower.values.map(({ seed, value }) => [seed, value]));
    const values = upper.values.flatMap(({ seed, value }) => {
      const other = others.get(seed);
      return other === undefined ? [] : [{ seed, value: value - other }];
    });
    const missing = [...new Set([...upper.missing, ...lower.missing])];
    return { values, missing: missing.sort((a, b) => a - b) };
  }
  const found = findExperiment(source, measure);
  const values = leafValues(found, measure, source.form)
    .map(({ seed, value }) => ({ seed, value }))
    .sort((a, b) => a.seed - b.seed);
  const have = new Set(values.map(({ seed }) => seed));
  return { values, missing: found.experiment.seeds.first.filter((seed) => !have.has(seed)) };
}

const known = (given: string, names: readonly string[]): string =>
  `${didYouMean(given, names)}; there are: ${names.join(', ') || 'none'}`;

/** The experiment at a place, or its control. */
function findExperiment(
  { claim, reports }: ClaimSource,
  { study = claim.studies[0] ?? '', at, inControl = false }: SimpleMeasure,
): Found {
  const members = reports.get(study);
  if (members === undefined)
    throw fault(claim, `there is nothing of study "${study}"${known(study, [...reports.keys()])}`);
  const places = members.map(({ member }) => member.at ?? member.experiment.name).join(', ');
  const found = members.filter(({ member }) => at === undefined || member.at === at);
  const [one, ...others] = found;
  const where = at === undefined ? '' : ` at ${at}`;
  if (one === undefined)
    throw fault(claim, `study "${study}" has no member${where}; there are: ${places}`);
  if (others.length > 0)
    throw fault(claim, `study "${study}" has several members, say which by \`at\`: ${places}`);
  const { member, compared } = one;
  const experiment = inControl ? member.control : member.experiment;
  if (experiment === null)
    throw fault(
      claim,
      `"${member.experiment.name}" of study "${study}"${where} has no control; name the member that is one`,
    );
  const report = (inControl ? compared?.control : compared?.report) ?? null;
  const error = (what: string) =>
    fault(claim, `"${experiment.name}" of study "${study}"${where} ${what}`);
  return { experiment, report, error };
}

function leafValues(found: Found, measure: SimpleMeasure, form: ClaimForm): readonly SeedValue[] {
  switch (measure.kind) {
    case 'contrast':
      return contrastValues(found, measure);
    case 'score':
      return scoreValues(found, measure, form);
    case 'analysis':
      return analysisValues(found, measure);
  }
}

type Leaf<Kind extends SimpleMeasure['kind']> = Extract<SimpleMeasure, { readonly kind: Kind }>;

function contrastValues(
  { experiment, report, error }: Found,
  { contrast: name, set: wanted = 'questions', isChange = false }: Leaf<'contrast'>,
): readonly SeedValue[] {
  const { contrasts } = experiment.data;
  const contrast = contrasts.find((one) => one.name === name);
  if (contrast === undefined) {
    const names = contrasts.map((one) => one.name);
    throw error(`has no contrast "${name}"${known(name, names)}`);
  }
  const set = contrastSets.find((one) => one === wanted);
  if (set === undefined)
    throw error(`has no contrasts in set '${wanted}'${known(wanted, contrastSets)}`);
  const { groups, stages } = learnedOf(experiment);
  if (isChange && stages.stage1 === stages.last)
    throw error(`trains in a single stage, over which "${name}" has no change`);
  if (report === null) return [];
  const values = contrastBySeed(report.rows, { contrast, isChange, set, groups, stages });
  if (values.length === 0) throw error(`did not measure "${name}" in set '${set}'`);
  return values;
}

function learnedOf({ stages, data }: Experiment) {
  const groups: readonly Group[] = groupsOf(data);
  return { groups, stages: learnedStages(stages, groups) };
}

function scoreValues(
  { experiment, report, error }: Found,
  measure: Leaf<'score'>,
  form: ClaimForm,
): readonly SeedValue[] {
  const { group: name, set = 'questions', metric = 'exactMatch', epoch } = measure;
  const { groups, stages } = learnedOf(experiment);
  const group = groups.find((one) => one.name === name);
  if (group === undefined) {
    const names = groups.map((one) => one.name);
    throw error(`has no group "${name}"${known(name, names)}`);
  }
  const stageName = measure.stage ?? learnedAfter(stages, group.data);
  const stage = experiment.stages.find((one) => one.name === stageName);
  if (stage === undefined) {
    const names = experiment.stages.map((one) => one.name);
    throw error(`has no stage '${stageName}'${known(stageName, names)}`);
  }
  // A quick form has one epoch a stage, whatever a claim says.
  if (epoch !== undefined && epoch > stage.epochs && form !== 'quick')
    throw error(`has ${stage.epochs} epochs in stage '${stageName}', so no epoch ${epoch}`);
  const { sets, metrics } = experiment.evaluate;
  if (!sets.includes(set)) throw error(`does not ask set '${set}'${known(set, sets)}`);
  if (!metrics.includes(metric))
    throw error(`does not measure '${metric}'${known(metric, metrics)}`);
  if (report === null) return [];
  const rows = report.rows.filter(
    (row) =>
      row.stage === stageName && row.subset === name && row.set === set && row.metric === metric,
  );
  const what = `${metric} of ${name} in set '${set}' in stage '${stageName}'`;
  if (rows.length === 0) throw error(`did not measure ${what}`);
  const last = lastEpoch(rows, stageName);
  const when = epoch === undefined || (form === 'quick' && epoch > last) ? last : epoch;
  const then = seedMeans(rows.filter((row) => row.epoch === when));
  if (then.length > 0) return then;
  const epochs = [...new Set(rows.map((row) => row.epoch))].sort((a, b) => a - b);
  throw error(`did not measure ${what} after epoch ${when}; it did after ${epochs.join(', ')}`);
}

function analysisValues(
  { experiment, report, error }: Found,
  { analysis: name, value }: Leaf<'analysis'>,
): readonly SeedValue[] {
  const asked = experiment.stages.flatMap(({ analyses }) =>
    Object.entries(analyses).flatMap(([own, options]) => ((options ?? null) === null ? [] : [own])),
  );
  if (!asked.includes(name)) throw error(`makes no analysis "${name}"${known(name, asked)}`);
  if (report === null) return [];
  const found = report.analyses.find((one) => one.analysis.name === name);
  const values = found?.analysis.values?.(found.summary) ?? new Map<string, readonly SeedValue[]>();
  const seeds = values.get(value);
  if (seeds === undefined)
    throw error(`has no value "${value}" of analysis "${name}"${known(value, [...values.keys()])}`);
  return seeds;
}
