import { attributionQuestions } from '../../data/attribution.js';
import type { Dataset } from '../../data/dataset.js';
import type { Document } from '../../data/documents.js';
import { type EvaluationSet, evaluationSet } from '../../data/evaluation-sets.js';
import type { Group } from '../../data/groups.js';
import { UserError } from '../../errors/user-error.js';
import type { AnyLanguageModel } from '../../models/encoder-decoder.js';
import { counted } from '../../text/counted.js';
import type { Tokenizer } from '../../tokenizers/tokenizer.js';
import { aliasTokens } from './alias-tokens.js';
import type { ProbeOptions, ProbeTask } from './options.js';
import { type ProbePrompts, probePrompts } from './probe-prompts.js';

/** What a probe tells apart, and by which prompts. */
export interface ProbeChoice extends Pick<ProbeOptions, 'aliasTokens' | 'folds'> {
  readonly task: ProbeTask;
  /** A set of entity attribution, or words of test questions. */
  readonly question: string;
}

/** Prompts that probes are to tell apart, as a model reads them. */
export interface ProbeProblem extends Pick<ProbeChoice, 'task' | 'question'> {
  readonly prompts: ProbePrompts;
  /** The class of each prompt. */
  readonly labels: readonly (0 | 1)[];
}

/**
 * What the probes of every question and task are to tell apart. UserErrors as of `probeClasses` and
 * `probePrompts`.
 */
export function probeProblems(
  dataset: Dataset,
  tokenizer: Tokenizer,
  model: Pick<AnyLanguageModel, 'architecture'>,
  { tasks, questions, aliasTokens, folds }: ProbeOptions,
): ProbeProblem[] {
  return questions.flatMap((question) =>
    tasks.map((task): ProbeProblem => {
      const classes = probeClasses(dataset, tokenizer, { task, question, aliasTokens, folds });
      const labels = classes.flatMap((own, label) => own.map(() => label as 0 | 1));
      return { task, question, labels, prompts: probePrompts(classes.flat(), tokenizer, model) };
    }),
  );
}

/**
 * Two classes of prompts, equally many of each, one an alias of X1 (paper, Sec. 5 and Fig. 7).
 *
 * Task 'tag': aliases that tag 1 defines, truly or falsely, and those that tag 2 defines. Task
 * 'defined': as many of either tag, and those of X1 that nothing defines (QA3). The longer class is
 * cut; aliases come in the order of their draws, which knows nothing of how they are written, true
 * and false definitions alike. UserErrors say which class is empty and why, that a question is
 * none, or that a class has fewer prompts than there are folds.
 */
export function probeClasses(
  dataset: Dataset,
  tokenizer: Tokenizer,
  choice: ProbeChoice,
): readonly [readonly Document[], readonly Document[]] {
  const { task, question, folds } = choice;
  const take = (names: readonly string[], which: string): Document[] =>
    takePrompts({ dataset, tokenizer, choice, names, which });
  const inX1 = dataset.groups.filter(({ data }) => data === 'X1');
  const definedBy = (tag: 1 | 2) => namesOf(inX1.filter(({ source }) => source?.tag === tag));
  const undefinedNames = namesOf(
    inX1.filter(({ source, aliasInQuestions }) => source === null && aliasInQuestions),
  );
  const one = take(definedBy(1), 'that tag 1 defines in X1');
  const two = take(definedBy(2), 'that tag 2 defines in X1');
  const [first, second] =
    task === 'tag'
      ? [one, two]
      : [
          alternating(one, two),
          take(undefinedNames, `of ${undefinedNames.join(' or ')}, which nothing defines`),
        ];
  const most = Math.min(first.length, second.length);
  const size = task === 'tag' ? most : most - (most % 2);
  if (size < folds) {
    throw new UserError(
      `probes of task '${task}' on "${question}" have ${counted(size, 'prompt')} per class, fewer ` +
        `than analyses.probes.folds, ${folds}`,
    );
  }
  return [first.slice(0, size), second.slice(0, size)];
}

const namesOf = (groups: readonly Group[]): string[] => groups.map(({ name }) => name);

/** As many of either, in turn. */
function alternating<T>(one: readonly T[], two: readonly T[]): T[] {
  const size = Math.min(one.length, two.length);
  return one.slice(0, size).flatMap((item, i) => [item, two[i] as T]);
}

/** One prompt for every alias of some groups that has the right number of tokens. */
function takePrompts(wanted: {
  readonly dataset: Dataset;
  readonly tokenizer: Tokenizer;
  readonly choice: ProbeChoice;
  readonly names: readonly string[];
  readonly which: string;
}): Document[] {
  const { dataset, tokenizer, choice, names, which } = wanted;
  const where = `probes of task '${choice.task}' need aliases ${which}`;
  const members = names.flatMap((name) => dataset.members.get(name) ?? []);
  if (members.length === 0) {
    throw new UserError(`${where}, and there are none: data.shares has no ${names.join(' or ')}`);
  }
  const prompts = evenlyMixed(names.map((name) => onePrompt(dataset, name, choice.question)));
  if (prompts.length === 0) {
    throw new UserError(
      `${where}, and none of these ${members.length} has a test question with ` +
        `"${choice.question}" in it`,
    );
  }
  const lengths = prompts.map((document) => {
    const { start, end } = aliasTokens(document, tokenizer);
    return end - start;
  });
  const fitting = prompts.filter((_, i) => lengths[i] === choice.aliasTokens);
  if (fitting.length === 0) {
    const found = [...new Set(lengths)].sort((a, b) => a - b).join(', ');
    throw new UserError(
      `${where}, with ${counted(choice.aliasTokens, 'token')} (analyses.probes.aliasTokens): none of ` +
        `these ${prompts.length} has that many; they have ${found}`,
    );
  }
  return fitting;
}

/** Lists as one, each spread evenly over it in its own order, so that a cut takes of all alike. */
function evenlyMixed<T>(lists: readonly (readonly T[])[]): T[] {
  const ordered = lists.flatMap((list) =>
    list.map((item, i) => ({ item, rank: (i + 0.5) / list.length })),
  );
  return ordered.sort((a, b) => a.rank - b.rank).map(({ item }) => item);
}

/** The first prompt about every alias of a group that has one, in the order of the draws. */
function onePrompt(dataset: Dataset, name: string, question: string): Document[] {
  const first = new Map<string | null, Document>();
  for (const document of questionsOf(dataset, name, question)) {
    if (!first.has(document.alias)) first.set(document.alias, document);
  }
  return dataset.pairs.flatMap(({ alias }) => first.get(alias) ?? []);
}

/** A group's prompts, those of a set of entity attribution or those of words. */
function questionsOf(dataset: Dataset, name: string, question: string): readonly Document[] {
  if (Object.hasOwn(attributionQuestions, question)) {
    return dataset.testDocuments(question as EvaluationSet).get(name) ?? [];
  }
  if (evaluationSet.safeParse(question).success) {
    throw new UserError(
      `analyses.probes.questions: the set '${question}' does not ask exactly one question about each alias; expected ` +
        `${Object.keys(attributionQuestions).join(', ')}, or words of test questions`,
    );
  }
  const test = dataset.questions.get(name)?.test ?? [];
  return test.filter(({ prompt }) => prompt.includes(question));
}
