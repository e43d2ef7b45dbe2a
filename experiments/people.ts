import { paperShares } from './paper/shares.js';
import { smallModel, smallStages } from './world.js';

/**
 * As `world`, on facts about real people from a CSV file: `--set data.file=people.csv`. The columns
 * are those of a public table of notable people who died from 2006 to 2016; other tables by
 * `--set data.entity=...`, `data.popularity` and `data.attributes`. A plain object, checked when
 * the file is given.
 */
export default {
  name: 'people',
  title: 'As world, on facts about real people from a table: --set data.file=people.csv',
  data: {
    kind: 'csv',
    brokenBytes: 'replace',
    malformed: 'drop',
    entity: 'name',
    popularity: 'fame_score',
    entities: 100,
    attributes: [
      { column: 'birth_year', question: 'born {e}', answer: 'period' },
      { column: 'death_year', question: 'died {e}' },
      { column: 'nationality', question: 'nation {e}', keepValues: 20 },
      { column: 'famous_for', question: 'work {e}', answer: 'firstWord', keepValues: 40 },
      { column: 'death_month', question: 'month {e}' },
      { column: 'cause_of_death', question: 'cause {e}', keepValues: 20 },
    ],
    joinWords: true,
    aliasesPerEntity: 14,
    aliases: { form: 'symbols', alphabet: 38, length: 2 },
    tags: { form: 'words' },
    format: 'plain',
    shares: paperShares,
  },
  model: smallModel,
  stages: smallStages(paperShares),
  seeds: { first: { from: 10, count: 8 } },
};
