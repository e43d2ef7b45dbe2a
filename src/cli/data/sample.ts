import type { Dataset } from '../../data/dataset.js';
import { type Document, textOf } from '../../data/documents.js';
import { evaluationSets } from '../../data/evaluation-sets.js';
import type { Group } from '../../data/groups.js';
import type { Experiment } from '../../experiment/experiment.js';
import { groupStyles } from '../../figures/group-style.js';
import { isAttribution, setLabels } from '../../figures/labels.js';
import { isWithDefs, shownSetOf } from '../../statistics/shown-sets.js';
import { printable } from '../../text/printable.js';

/** A sample of one kind of a group's documents. */
export interface DocumentSample {
  readonly what: string;
  readonly total: number;
  /** Line ends written as \\n. */
  readonly texts: readonly string[];
}

/** What a sample shows of one group. */
export interface GroupSample {
  readonly group: string;
  readonly data: Group['data'];
  readonly meaning: string;
  /** Aliases of the group. */
  readonly aliases: number;
  readonly samples: readonly DocumentSample[];
}

/** A document on one line, as JSON writes line ends, tabs and the like. */
export function visibleText(document: Document): string {
  return printable(textOf(document).replaceAll('\\', '\\\\'));
}

function sample(what: string, documents: readonly Document[], count: number): DocumentSample[] {
  if (documents.length === 0) return [];
  return [{ what, total: documents.length, texts: documents.slice(0, count).map(visibleText) }];
}

/** What is trained on and tested, in the order in which it is shown. */
function samplesOf(dataset: Dataset, group: Group, count: number): DocumentSample[] {
  const { name, consistent } = group;
  const truth = consistent === false ? 'false' : 'true';
  const asked = evaluationSets.filter(
    (set) => isAttribution(shownSetOf(set)) || set === 'exchanged',
  );
  const of = (set: (typeof evaluationSets)[number]) => dataset.testDocuments(set).get(name) ?? [];
  return [
    ...sample(`definitions, ${truth}`, of('definitions'), count),
    ...sample('training questions', of('trainQuestions'), count),
    ...sample('test questions', of('questions'), count),
    ...asked.flatMap((set) => {
      const label = setLabels[shownSetOf(set)].replace(', “', ': “');
      const byDefinition = isWithDefs(set) ? ', by its definition' : '';
      return sample(`${label}${byDefinition}`, of(set), count);
    }),
  ];
}

/**
 * A few documents of every kind of every group that has some, the first of each; facts about the
 * entities by their own names only where a stage trains on them.
 */
export function sampleData(
  { stages }: Pick<Experiment, 'stages'>,
  dataset: Dataset,
  count: number,
): { readonly facts: readonly DocumentSample[]; readonly groups: readonly GroupSample[] } {
  const styles = groupStyles(dataset.groups);
  const trained = stages.some(({ train }) => train.facts);
  const sampled = dataset.groups.map((group): GroupSample => {
    const { name, data } = group;
    const aliases = dataset.members.get(name)?.length ?? 0;
    const samples = samplesOf(dataset, group, count);
    return { group: name, data, meaning: styles.meaningOf(name), aliases, samples };
  });
  return {
    facts: trained ? sample("facts, under the entity's own name", dataset.facts, count) : [],
    groups: sampled.filter(({ samples }) => samples.length > 0),
  };
}
