import type { z } from 'zod';
import { aliasesEach } from './alias-count.js';
import type { DatasetOptions } from './dataset-options.js';
import { type EvaluationSet, evaluationSets } from './evaluation-sets.js';
import { buildDataset, isAttributed } from './fact-dataset.js';
import type { FactTable } from './fact-table.js';
import { type Group, groupsOf } from './groups.js';
import type { DocumentCounts, TextKind, Written } from './kind.js';
import { countDocuments, surveyTexts } from './text-survey.js';

/** Sentences of a definition that is written in words (paper, footnotes 2 and 4). */
const sentencesEach = 10;

/** Tokens of a document that is not padded: in sentences, or one word each. */
const tokensOf = { paper: 20, plain: 5 } as const;

/** What a kind of data about a fact table says of itself; all else follows from the table. */
export interface FactTableKind<Options extends DatasetOptions & { readonly kind: string }> {
  readonly kind: Options['kind'];
  readonly label: string;
  readonly options: z.ZodType<Options>;
  facts(options: Options, first: number): FactTable;
  identity(options: Omit<Options, 'contrasts'>): unknown;
  quick(written: Written, entities: number): Written;
  size(options: Options): number | null;
  /** Facts about each entity, as far as they are known without a file. */
  factsEach(options: Options): number;
  missingFile?(written: unknown): string | null;
}

/** A kind of data whose documents are written from a fact table (paper, App. A). */
export function factTableKind<Options extends DatasetOptions & { readonly kind: string }>(
  own: FactTableKind<Options>,
): TextKind<Options> {
  const kind: TextKind<Options> = {
    missingFile: () => null,
    ...own,
    shows: 'texts',
    sets: evaluationSets,
    scoreNote: null,
    fixesVocabulary: false,
    identity: ({ contrasts: _, ...options }) => own.identity(options),
    dataset: (options, facts, seeds) => buildDataset(options, facts, seeds),
    counts: (options) => countsOf(own, options),
    documentSize: ({ format }) => tokensOf[format],
    survey: (options, seeds) => surveyTexts(kind, options, seeds),
    misfits: () => [],
  };
  return kind;
}

function countsOf<Options extends DatasetOptions & { readonly kind: string }>(
  kind: FactTableKind<Options>,
  options: Options,
): DocumentCounts | null {
  const entities = kind.size(options);
  if (entities === null) return null;
  const facts = kind.factsEach(options);
  const groups = groupsOf(options);
  const each = aliasesEach(options, entities, facts);
  const pairs = ({ share }: Group) => share * entities * each;
  const trained = (group: Group) =>
    group.trainsQuestions ? pairs(group) * facts * (1 - options.testShare) : 0;
  const defined = (group: Group) =>
    group.source === null
      ? 0
      : pairs(group) * (options.definitions.form === 'words' ? 1 : sentencesEach);
  const asked = (set: EvaluationSet, group: Group): number => {
    switch (set) {
      case 'questions':
        return pairs(group) * facts - trained(group);
      case 'exchanged':
        return group.exchanged ? pairs(group) * facts : 0;
      case 'trainQuestions':
        return trained(group);
      case 'definitions':
        return defined(group);
      case 'who':
      case 'meaning':
      case 'standFor':
      case 'name':
        return isAttributed(group) ? pairs(group) : 0;
      default:
        return group.consistent === false ? pairs(group) : 0;
    }
  };
  return countDocuments(groups, { facts: entities * facts, trained, defined, asked });
}
