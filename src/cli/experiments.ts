import { Command } from '@commander-js/extra-typings';
import { type MatrixRates, measureMatrixRates } from '../doctor/matrix-rate.js';
import { UserError } from '../errors/user-error.js';
import { type ListedExperiments, listExperiments, summaryCells } from '../plan/experiment-list.js';
import { withoutControls } from '../report/sweep-report.js';
import { defaultJobs } from '../runs/local-executor.js';
import {
  bundledNames,
  readWritten,
  smallNames,
  type WrittenForm,
} from '../study/experiment-files.js';
import { tableLines } from '../terminal/table.js';
import { outputWidth, print } from '../terminal/terminal.js';
import { wrapped } from '../terminal/wrapped.js';
import { jsonOption } from './options.js';

const examples = `
Examples:
  credence experiments
  credence experiments --no-cost          without an estimate of how long they take
  credence experiments --json`;

/** The rates of this machine, or why there are none. */
async function ratesOrReason(): Promise<MatrixRates | string> {
  try {
    return await measureMatrixRates();
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}

/** Seconds as a list has them: `40 s`, `6 min`, `3 h`, `12 d`, `4 y`. */
export function roundDuration(seconds: number): string {
  const units = [
    ['s', 1],
    ['min', 60],
    ['h', 3600],
    ['d', 86_400],
    ['y', 365 * 86_400],
  ] as const;
  const [unit, length] = units.findLast(([, size]) => seconds >= 2 * size) ?? units[0];
  return `${Math.max(1, Math.round(seconds / length)).toLocaleString('en-US')} ${unit}`;
}

/** `4b, 11` of `Figs. 4b, 11`. */
function shortFigure(figure: string | null): string {
  return figure === null ? '' : figure.replace(/^Figs?\. /, '').replace(/^Footnote/, 'fn.');
}

function row(listed: ListedExperiments, withCost: boolean): string[][] {
  const { name, figure, axis, experiments, cost } = listed;
  const { data, model, epochs, seeds } = summaryCells(listed);
  const costs = cost === null ? ['?', '?'] : [cost.oneSeed, cost.all].map(roundDuration);
  const cells = [name, shortFigure(figure), data, model, epochs, seeds];
  const own = [...cells, ...(withCost ? costs : [])];
  if (experiments.length === 1) return [own];
  const count = axis === null ? experiments.length : withoutControls(experiments).length;
  return [own, [`  ${count} ${axis === null ? 'experiments' : `by ${axis}`}`]];
}

/** A bundled file: the paper's form, and the small one where there is one. */
interface ListedFile {
  readonly paper: ListedExperiments;
  readonly small: ListedExperiments | null;
}

/** The bundled files in the order of their names. */
async function listFiles(rates: MatrixRates | null, jobs: number): Promise<ListedFile[]> {
  const withSmall = await smallNames();
  const files = bundledNames().map(async (name): Promise<ListedFile> => {
    const form = async (which: WrittenForm) =>
      listExperiments(name, await readWritten(name, which), { rates, jobs });
    return {
      paper: await form('default'),
      small: withSmall.includes(name) ? await form('small') : null,
    };
  });
  return Promise.all(files);
}

function tableOf(list: readonly ListedFile[], withCost: boolean): string[] {
  const header = ['experiment', 'figure', 'data', 'model', 'epochs', 'seeds'];
  const rows = list.flatMap(({ paper, small }) => [
    ...row(paper, withCost),
    ...(small === null ? [] : row({ ...small, name: '  --small', figure: null }, withCost)),
  ]);
  return tableLines(
    [[...header, ...(withCost ? ['one seed', 'all'] : [])], ...rows],
    [...header.map(() => 'left' as const), 'right', 'right'],
  );
}

/** What estimates rest on. */
function basisLines(rates: MatrixRates, jobs: number, width: number): string[] {
  const { float32, bfloat16 } = rates.rates;
  const speed = (rate: number) => (rate / 1e12).toPrecision(2);
  const where = rates.device === 'cpu' ? 'on one thread of this processor' : `on ${rates.device}`;
  const text =
    `Times are estimates: 6 operations a parameter and token of training and 2 of tests, at half ` +
    `the rate of matrix products measured now ${where}, ${speed(float32)} (float32) and ` +
    `${speed(bfloat16)} (bfloat16) times 10^12 a second; small models take longer than that on a ` +
    `GPU. One seed: the longest of a list; all: ${jobs} at a time. Documents are counted by shares.`;
  return wrapped(text, width);
}

/** `credence experiments`: the bundled experiments and about how long they take here. */
export function experimentsCommand() {
  return new Command('experiments')
    .summary('list the bundled experiments and what they cost')
    .description('Lists the bundled experiments, and about how long they take on this machine.')
    .option('--no-cost', 'measure nothing and estimate no times')
    .addOption(jsonOption())
    .addHelpText('after', examples)
    .action(async ({ json, cost: wanted }) => {
      const found = wanted ? await ratesOrReason() : null;
      const rates = typeof found === 'string' ? null : found;
      const jobs = defaultJobs(1, rates?.device ?? 'cpu');
      const list = await listFiles(rates, jobs);
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
      print(...tableOf(list, rates !== null));
      if (rates !== null) print('', ...basisLines(rates, jobs, width));
      if (typeof found === 'string') print('', ...wrapped(`No times: ${found}`, width));
    });
}

/** A file's experiments for programs; times in seconds. */
function listJson(
  { name, title, figure, axis, experiments, cost }: ListedExperiments,
  estimated: { readonly device: string; readonly jobs: number } | null,
) {
  return {
    name,
    title,
    figure,
    axis,
    cost: cost === null ? null : { ...cost, ...estimated },
    experiments: experiments.map(({ name: own, at, control, model, data, stages, seeds }) => ({
      name: own,
      at: at?.value ?? null,
      control,
      data: data.kind,
      model,
      stages: stages.map((stage) => ({ name: stage.name, epochs: stage.epochs })),
      seeds,
    })),
  };
}
