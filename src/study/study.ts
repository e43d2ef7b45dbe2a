import { z } from 'zod';
import { UserError } from '../errors/user-error.js';
import { check } from '../experiment/check.js';
import { type ExecutionInput, partialExecution } from '../experiment/execution.js';
import { asWritten } from '../experiment/experiment.js';
import { freeze } from '../experiment/frozen.js';
import { oneLine } from '../experiment/one-line.js';
import { given } from '../experiment/problem-sentences.js';
import { shortened } from '../text/printable.js';
import { type PaperNumber, paperNumber } from './paper-numbers.js';

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const experiment = z.custom<object>(isObject, 'expected an experiment');

const memberSchema = z.strictObject({
  at: z
    .union([z.number(), oneLine])
    .nullable()
    .default(null)
    .describe("Where the member stands on the study's axis."),
  experiment: experiment.describe(
    'What defineExperiment gives, or a plain object of the same form, which may still lack what ' +
      '--set has to give: it is checked when the study is loaded.',
  ),
  control: z
    .union([z.literal('automatic'), experiment])
    .nullable()
    .default('automatic')
    .describe(
      "The experiment whose contrasts stand beside the member's: 'automatic' for the same with tags " +
        'that are right half of the time (alpha 0.5), where there is such a control; null: none.',
    ),
  paper: z.array(paperNumber).default([]).describe("The paper's numbers, to stand beside ours."),
  paperAnalyses: z
    .record(z.string(), z.json())
    .default({})
    .describe("What the paper has of an analysis, by the analysis's name, as that one reads it."),
  execution: partialExecution.default({}).describe('How this member is executed otherwise.'),
});

/** What can stand in a study; see `StudyDefinition`. */
const studySchema = z
  .strictObject({
    name: z
      .string()
      .regex(/^(?!\.{1,2}$)[^\s/\\]+$/, 'expected a name without blanks and slashes')
      .refine((name) => Buffer.byteLength(name) <= 150, { message: 'expected at most 150 bytes' })
      .describe('Names the figures of the study as a whole.'),
    title: oneLine
      .default('')
      .describe("One sentence: what the study shows. Default: the first experiment's title."),
    figure: oneLine
      .nullable()
      .default(null)
      .describe("The paper's figure, table or footnote, such as 'Fig. 3'."),
    axis: oneLine
      .min(1)
      .nullable()
      .default(null)
      .describe('What the members vary; each then says where it stands (`at`).'),
    members: z.array(memberSchema).min(1).max(1000).describe('The experiments that are compared.'),
    execution: partialExecution
      .default({})
      .describe('How the members are executed; options of the command line go before.'),
    runsControls: z
      .boolean()
      .default(false)
      .describe('Whether `run` trains the controls without being asked to (--with-control).'),
    small: z
      .custom<object>(isObject, 'expected a study')
      .nullable()
      .default(null)
      .describe('The study in a form for a processor of few cores (--small).'),
  })
  .superRefine(({ axis, members }, context) => {
    const fail = (path: PropertyKey[], message: string): void =>
      context.addIssue({ code: 'custom', path, message });
    for (const [index, { at }] of members.entries()) {
      const path = ['members', index, 'at'];
      if (axis === null && at !== null) fail(path, 'the study has no axis for it to stand on');
      if (axis !== null && at === null) fail(path, `missing: where the member stands by ${axis}`);
      const first = members.findIndex((other) => other.at === at);
      if (at !== null && first < index) fail(path, `two members stand at ${JSON.stringify(at)}`);
    }
  });

/** One experiment of a study and what stands beside it, as defined: not yet checked. */
export interface MemberDefinition {
  /** Where it stands on the study's axis; null without one. */
  readonly at: number | string | null;
  readonly experiment: object;
  readonly control: 'automatic' | object | null;
  readonly paper: readonly PaperNumber[];
  /** What the paper has of an analysis, by the analysis's name. */
  readonly paperAnalyses: Readonly<Record<string, unknown>>;
  /** How it and its control are executed, unless the command line says otherwise. */
  readonly execution: ExecutionInput;
}

/**
 * A study: experiments that are compared along an axis, each with its control and the paper's
 * numbers. It is plain data, every default filled in, but its experiments stand as they were
 * written; `resolveStudy` checks them.
 */
export interface StudyDefinition {
  readonly name: string;
  readonly title: string;
  /** The paper's figure. */
  readonly figure: string | null;
  /** What the members vary. */
  readonly axis: string | null;
  readonly members: readonly MemberDefinition[];
  readonly execution: ExecutionInput;
  /** Whether controls are trained too. */
  readonly runsControls: boolean;
  readonly small: StudyDefinition | null;
}

type Written<Definition> = { readonly [Key in keyof Definition]?: Definition[Key] | undefined };

/** A member of a study as it is written: what has a default may be left out. */
export interface MemberInput extends Omit<Written<MemberDefinition>, 'experiment' | 'paper'> {
  readonly experiment: object;
  readonly paper?: readonly z.input<typeof paperNumber>[] | undefined;
}

/** A study as it is written: what has a default may be left out. */
export interface StudyInput extends Omit<Written<StudyDefinition>, 'name' | 'members' | 'small'> {
  readonly name: string;
  readonly members: readonly MemberInput[];
  readonly small?: StudyInput | StudyDefinition | null | undefined;
}

/**
 * Checks the frame of a study and fills in every default. Throws a UserError that names the path of
 * each mistake, what was given and what was wanted.
 */
export function defineStudy(written: StudyInput): StudyDefinition {
  return checkStudy(written);
}

/** As `defineStudy`, for data of unknown shape. */
function checkStudy(written: unknown): StudyDefinition {
  const name: unknown = Reflect.get(Object(written), 'name');
  const what = typeof name === 'string' ? `study "${shortened(name)}"` : 'study';
  const { small, ...study } = check(studySchema, written, what);
  const definition = { ...study, small: small === null ? null : checkStudy(small) };
  freeze<unknown>(definition);
  return definition;
}

/** What a study of one experiment may say besides. */
export type SingleStudyInput = Partial<Omit<StudyInput, 'name' | 'axis' | 'members'>> &
  Pick<MemberInput, 'control' | 'paper' | 'paperAnalyses'>;

/** A study of a single experiment, which it is named after. */
export function studyOf(experiment: object, input: SingleStudyInput = {}): StudyDefinition {
  const { control, paper, paperAnalyses, ...study } = input;
  const name: unknown = Reflect.get(Object(asWritten(experiment)), 'name');
  return checkStudy({
    // An experiment without a name says so when it is checked.
    name: typeof name === 'string' ? name : 'unnamed',
    ...study,
    members: [{ experiment, control, paper, paperAnalyses }],
  });
}

/**
 * What a file exports as a study: a study as it is, an experiment or a list of them as one without
 * an axis; `name` is that of a list. Throws a UserError on anything else.
 */
export function asStudy(exported: unknown, name: string): StudyDefinition {
  if (Array.isArray(exported)) {
    const members = exported.map((one: unknown) => ({ experiment: one }));
    return checkStudy({ name, members });
  }
  if (!isObject(exported)) {
    const wanted = 'expected an experiment, a study or a list of experiments';
    throw new UserError(`${name}: ${wanted}, given ${given(exported)}`);
  }
  return Reflect.has(exported, 'members') ? checkStudy(exported) : studyOf(exported);
}
