import {
  type MatrixPrecision,
  type MatrixRates,
  measureMatrixRates,
} from '../../doctor/matrix-rate.js';
import { orReason } from '../../errors/or-reason.js';
import { bundledNames, readStudy } from '../../plan/catalogue.js';
import type { CostBasis } from '../../plan/cost.js';
import { type ListedStudy, listStudy, summaryCells } from '../../plan/experiment-list.js';
import { defaultJobs } from '../../runs/local-executor.js';
import { type Study, sweepAxis } from '../../study/resolve-study.js';
import { roundDuration } from '../../terminal/duration.js';
import { foldedLines } from '../../terminal/folded-table.js';
import { outputWidth, print } from '../../terminal/terminal.js';
import { wrapped } from '../../terminal/wrapped.js';

/** `4b, 11` of `Figs. 4b, 11`. */
function shortFigure(figure: string | null): string {
  return figure === null ? '' : figure.replace(/^Figs?\. /, '').replace(/^Footnote/, 'fn.');
}

function row(listed: ListedStudy, withCost: boolean): string[][] {
  const { name, study, cost } = listed;
  const { data, model, epochs, seeds } = summaryCells(listed);
  const isMeasured = cost?.measured === listed.experiments.length;
  const costs =
    cost === null
      ? ['?', '?']
      : [roundDuration(cost.oneSeed), `${roundDuration(cost.all)}${isMeasured ? '*' : ' '}`];
  const cells = [name, shortFigure(study.figure), data, model, epochs, seeds];
  const own = [...cells, ...(withCost ? costs : [])];
  const axis = sweepAxis(study);
  const count = axis === null ? listed.experiments.length : study.members.length;
  return count === 1
    ? [own]
    : [own, [`  ${count} ${axis === null ? 'experiments' : `by ${axis}`}`]];
}

/** A bundled file: the paper's form, and the small one where there is one. */
interface ListedFile {
  readonly paper: ListedStudy;
  readonly small: ListedStudy | null;
}

/** The bundled files in the order of their names. */
async function listFiles(basis: CostBasis | null): Promise<ListedFile[]> {
  const files = bundledNames().map(async (name): Promise<ListedFile> => {
    const study = await readStudy(name);
    const listed = (form: typeof study) => listStudy(name, form, basis);
    return { paper: listed(study), small: study.small === null ? null : listed(study.small) };
  });
  return Promise.all(files);
}

function tableOf(list: readonly ListedFile[], withCost: boolean, width: number): string[] {
  const header = ['experiment', 'figure', 'data', 'model', 'epochs', 'seeds'];
  const rows = list.flatMap(({ paper, small }) => [
    ...row(paper, withCost),
    ...(small === null
      ? []
      : row({ ...small, name: '  --small', study: { ...small.study, figure: null } }, withCost)),
  ]);
  const costs = withCost ? ['one seed', 'all'] : [];
  const alignments = [...header.map(() => 'left' as const), ...costs.map(() => 'right' as const)];
  return foldedLines({ header: [...header, ...costs], rows, alignments }, width);
}

/** What estimates rest on. */
function basisLines(rates: MatrixRates, jobs: number, width: number): string[] {
  const speed = (precision: MatrixPrecision) => (rates.rate(precision) / 1e12).toPrecision(2);
  const where = rates.device === 'cpu' ? 'on one thread of this processor' : `on ${rates.device}`;
  const text =
    `Times are what finished seeds took here, where there are some (*), else estimates: 6 operations ` +
    `a parameter and token of training and 2 of tests, at the rate of matrix products measured now ` +
    `${where}, ${speed('float32')} (float32) and ${speed('bfloat16')} (bfloat16) times 10^12 a second; ` +
    `small models take longer than that on a GPU. One seed: the longest of a list; all: ` +
    `${jobs} at a time. Documents are counted by shares.`;
  return wrapped(text, width);
}

/** What is listed, as the command line has it. */
interface ListOptions {
  readonly runs: string;
  readonly cost: boolean;
  readonly json?: true | undefined;
}

/** Prints the bundled experiments, and about how long they take here unless `cost` is false. */
export async function showExperiments({ json, cost: wanted, runs }: ListOptions): Promise<void> {
  const found = wanted ? await orReason(measureMatrixRates) : null;
  const rates = typeof found === 'string' ? null : found;
  const jobs = defaultJobs(1, rates?.device ?? 'cpu');
  const list = await listFiles(rates === null ? null : { rates, jobs, runs });
  if (json) {
    const estimated = rates === null ? null : { device: rates.device, jobs };
    print(
      JSON.stringify(
        list.map(({ paper, small }) => ({
          ...listJson(paper, estimated),
          small: small === null ? null : listJson(small, estimated),
        })),
        null,
        2,
      ),
    );
    return;
  }
  const width = outputWidth();
  print(...tableOf(list, rates !== null, width));
  if (rates !== null) print('', ...basisLines(rates, jobs, width));
  if (typeof found === 'string') print('', ...wrapped(`No times: ${found}`, width));
}

/** Where an experiment stands on the study's axis, and the name of its control. */
function besideOf({ members }: Study, name: string) {
  const member = members.find(({ experiment, control }) =>
    [experiment.name, control?.name].includes(name),
  );
  const isControl = member?.experiment.name !== name;
  return { at: member?.at ?? null, control: isControl ? null : (member?.control?.name ?? null) };
}

/** A study for programs; times in seconds. */
function listJson(
  { name, study, experiments, cost }: ListedStudy,
  estimated: { readonly device: string; readonly jobs: number } | null,
) {
  return {
    name,
    title: study.title,
    figure: study.figure,
    axis: sweepAxis(study),
    cost: cost === null ? null : { ...cost, ...estimated },
    experiments: experiments.map(({ name: own, model, data, stages, seeds }) => ({
      name: own,
      ...besideOf(study, own),
      data: data.kind,
      model,
      stages: stages.map((stage) => ({ name: stage.name, epochs: stage.epochs })),
      seeds,
    })),
  };
}
