import { MersenneTwister } from '../random/mersenne-twister.js';
import { compareCodePoints } from '../text/code-points.js';
import { type AttributionQuestion, attribute } from './attribution.js';
import type { Dataset } from './dataset.js';
import type { Document } from './documents.js';
import type { EvaluationSet } from './evaluation-sets.js';
import type { Pair } from './pairs.js';
import { type Subset, subsetNames } from './subsets.js';

/**
 * The documents of an evaluation set by subset; subsets without any are left out. Attribution is
 * asked of all subsets but QA4, which has no aliases, and QA7, whose aliases nothing defines; in
 * the order of the draws, and where it is scored against false definitions by alias. Where the data
 * set samples large evaluation sets, so many documents of each.
 */
export function documentsOf(
  dataset: Dataset,
  set: EvaluationSet,
): ReadonlyMap<Subset, readonly Document[]> {
  const documents = new Map<Subset, readonly Document[]>();
  for (const name of subsetNames) {
    const own = sampled(documentsOfSubset(dataset, set, name), dataset.testSample);
    if (own.length > 0) documents.set(name, own);
  }
  return documents;
}

function documentsOfSubset(
  dataset: Dataset,
  set: EvaluationSet,
  name: Subset,
): readonly Document[] {
  switch (set) {
    case 'questions':
      return dataset.questions.get(name)?.test ?? [];
    case 'trainQuestions':
      return dataset.questions.get(name)?.train ?? [];
    case 'definitions':
      return dataset.definitions.get(name) ?? [];
    case 'exchanged':
      return name === 'D6cons' ? dataset.exchanged : [];
    case 'who':
    case 'meaning':
    case 'standFor':
    case 'name':
      return attribute(name, attributed(dataset, name), set, dataset.format);
    case 'whoWithDefs':
    case 'meaningWithDefs':
    case 'standForWithDefs':
    case 'nameWithDefs': {
      const question = set.replace('WithDefs', '') as AttributionQuestion;
      if (!dataset.asksAttribution) return [];
      const said = [...(dataset.falseDefinitions.get(name) ?? [])];
      said.sort((a, b) => compareCodePoints(a.alias, b.alias));
      return attribute(name, said, question, dataset.format);
    }
  }
}

/**
 * As many of the documents as are asked, in their order: as the release, the places that Python's
 * `sample(range(n), most)` draws, sorted.
 */
function sampled(
  documents: readonly Document[],
  sample: Dataset['testSample'],
): readonly Document[] {
  if (sample === null || documents.length <= sample.most) return documents;
  const places = new MersenneTwister(sample.seed).sampleRange(documents.length, sample.most);
  return places.sort((a, b) => a - b).map((place) => documents[place] as Document);
}

function attributed(dataset: Dataset, name: Subset): Pair[] {
  if (!dataset.asksAttribution || name === 'QA4' || name === 'QA7') return [];
  const aliases = new Set(dataset.members.get(name)?.map(({ alias }) => alias));
  return dataset.pairs.filter(({ alias }) => aliases.has(alias));
}
