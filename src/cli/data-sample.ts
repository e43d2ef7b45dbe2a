import type { Dataset } from '../data/dataset.js';
import { type Document, textOf } from '../data/documents.js';
import { documentsOf } from '../data/evaluation-documents.js';
import { evaluationSets } from '../data/evaluation-sets.js';
import { sourcesDiffer } from '../data/sources.js';
import { type Subset, subsetNames, subsets } from '../data/subsets.js';
import type { Experiment } from '../experiment/experiment.js';
import { paperGroups } from '../figures/group-style.js';
import { isAttribution, setLabels } from '../figures/labels.js';
import { isWithDefs, placeOf } from '../statistics/shown-sets.js';

/** Documents of one kind of a subset: a few of all that there are. */
export interface DocumentSample {
  readonly what: string;
  readonly total: number;
  /** Line ends written as \\n. */
  readonly texts: readonly string[];
}

/** What a sample shows of one subset. */
export interface SubsetSample {
  readonly subset: Subset;
  readonly meaning: string;
  /** Aliases of the subset. */
  readonly aliases: number;
  readonly samples: readonly DocumentSample[];
}

/** A document on one line, as JSON writes line ends, tabs and the like. */
export function visibleText(document: Document): string {
  return textOf(document).replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\t', '\\t');
}

function sample(what: string, documents: readonly Document[], count: number): DocumentSample[] {
  if (documents.length === 0) return [];
  return [{ what, total: documents.length, texts: documents.slice(0, count).map(visibleText) }];
}

/** What is trained on and tested, in the order in which it is shown. */
function samplesOf(dataset: Dataset, name: Subset, count: number): DocumentSample[] {
  const { consistent } = subsets[name];
  const truth = consistent === false ? 'false' : 'true';
  const asked = evaluationSets.filter((set) => isAttribution(placeOf(set)) || set === 'exchanged');
  const of = (set: (typeof evaluationSets)[number]) => documentsOf(dataset, set).get(name) ?? [];
  return [
    ...sample(`definitions, ${truth}`, of('definitions'), count),
    ...sample('training questions', of('trainQuestions'), count),
    ...sample('test questions', of('questions'), count),
    ...asked.flatMap((set) => {
      const label = setLabels[placeOf(set)].replace(', “', ': “');
      const byDefinition = isWithDefs(set) ? ', by its definition' : '';
      return sample(`${label}${byDefinition}`, of(set), count);
    }),
  ];
}

/**
 * A few documents of every kind of every subset that has some, the first of each; facts about the
 * entities by their own names only where a stage trains on them.
 */
export function sampleData(
  { data, stages }: Experiment,
  dataset: Dataset,
  count: number,
): { readonly facts: readonly DocumentSample[]; readonly subsets: readonly SubsetSample[] } {
  const groups = paperGroups({ sourcesDiffer: sourcesDiffer(data.shares) });
  const trained = stages.some(({ train }) => train.facts);
  const sampled = subsetNames.map((subset): SubsetSample => {
    const aliases = dataset.members.get(subset)?.length ?? 0;
    const samples = samplesOf(dataset, subset, count);
    return { subset, meaning: groups.meaningOf(subset), aliases, samples };
  });
  return {
    facts: trained ? sample('facts, by the own name', dataset.facts, count) : [],
    subsets: sampled.filter(({ samples }) => samples.length > 0),
  };
}
