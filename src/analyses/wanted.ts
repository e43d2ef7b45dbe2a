import { z } from 'zod';
import { check } from '../experiment/check.js';
import { type Experiment, withParts } from '../experiment/experiment.js';
import { isImageExperiment } from '../experiment/image-experiment.js';
import type { QuickAnalyses } from '../experiment/quick.js';
import type { Stage } from '../experiment/stage.js';
import type { AnalysisKind } from './analysis-kind.js';
import { optionsOf } from './analysis-kind.js';
import { analysisKinds } from './kinds.js';

/** An analysis that a stage asks for, its options with every default filled in. */
export interface WantedAnalysis {
  readonly analysis: AnalysisKind;
  readonly options: unknown;
}

/** The analyses of a list that a stage asks for; a UserError where options are faulty. */
export function analysesOf(
  stage: Stage,
  list: readonly AnalysisKind[] = analysisKinds,
): WantedAnalysis[] {
  return list.flatMap((analysis) => {
    const options = optionsOf(analysis, stage);
    return options === null ? [] : [{ analysis, options }];
  });
}

/** Those of a list that some stage of an experiment asks for. */
export function analysesIn<Kind extends AnalysisKind>(
  { stages }: Experiment,
  list: readonly Kind[],
): readonly Kind[] {
  return list.filter(({ name }) => stages.some((stage) => (stage.analyses[name] ?? null) !== null));
}

/** What can stand under `analyses` of a stage. */
function optionsSchema(list: readonly AnalysisKind[]) {
  return z.strictObject(
    Object.fromEntries(list.map(({ name, options }) => [name, options.nullish()])),
  );
}

/**
 * The experiment with the options of its analyses checked and every default of theirs filled in.
 * Throws a UserError with the path of each unknown name or faulty option
 * (`stages.stage1.analyses.alignment.atEpochs[1]`), what was given and what was wanted.
 */
export function checkAnalyses(
  experiment: Experiment,
  list: readonly AnalysisKind[] = analysisKinds,
): Experiment {
  const stage = z.looseObject({ analyses: optionsSchema(list) });
  const schema = z.looseObject({ stages: z.array(stage) }).superRefine((checked, context) => {
    // What depends on a faulty option cannot be judged yet.
    if (context.issues.length > 0) return;
    for (const [index, { analyses: wanted }] of checked.stages.entries())
      for (const [path, message] of misfits(wanted, index, experiment, list))
        context.addIssue({
          code: 'custom',
          path: ['stages', index, 'analyses', ...path],
          message,
        });
  });
  const { stages } = check(schema, experiment, `experiment "${experiment.name}"`);
  return withParts(experiment, {
    stages: experiment.stages.map((own, index) => {
      const wanted = Object.entries(stages[index]?.analyses ?? {});
      const there = wanted.filter(([, options]) => (options ?? null) !== null);
      return { ...own, analyses: Object.fromEntries(there) as Stage['analyses'] };
    }),
  });
}

function* misfits(
  wanted: Readonly<Record<string, unknown>>,
  index: number,
  experiment: Experiment,
  list: readonly AnalysisKind[],
): Generator<[path: PropertyKey[], message: string]> {
  const stage = experiment.stages[index] as Stage;
  for (const analysis of list) {
    const { name, needs } = analysis;
    const options = wanted[name] ?? null;
    if (options === null) continue;
    if (needs === 'language model' && isImageExperiment(experiment))
      yield [[name], 'only language models can be analysed'];
    for (const [path, message] of analysis.check?.(options, stage, experiment) ?? [])
      yield [[name, ...path], message];
  }
}

/** The analyses of a stage as a quick form has them; unknown ones as they are written. */
export function quickAnalyses(list: readonly AnalysisKind[] = analysisKinds): QuickAnalyses {
  return (name, written) =>
    list.find((one) => one.name === name)?.quick?.(written) ?? { options: written };
}
