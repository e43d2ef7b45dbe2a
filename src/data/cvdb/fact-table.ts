import { UserError } from '../../errors/user-error.js';
import { LastRead } from '../../files/last-read.js';
import { quoted } from '../../text/printable.js';
import { tableFaults } from '../answer-faults.js';
import { parseYear, periodOf } from '../answer-rules.js';
import { droppedText, type Entity, type FactTable } from '../fact-table.js';
import type { CvdbColumn, CvdbOptions } from './options.js';
import { type CvdbPeople, type CvdbPerson, readCvdbPeople } from './people.js';

const lastRead = new LastRead<CvdbPeople>();

/**
 * The fact table of the Cross-Verified Database: the most read men, then as many women, with six
 * facts each (paper, App. A.1). Fewer people than wanted, or a year that is no number, is a
 * UserError.
 */
export function readCvdb({ file, people, rules }: CvdbOptions): FactTable {
  const half = Math.floor(people / 2);
  const { men, women, passed, dropped } = lastRead.get([file], half, () =>
    readCvdbPeople(file, half),
  );
  if (men.length < half || women.length < half) {
    const left = droppedText(dropped) || 'no rows were left out';
    throw new UserError(
      `${file} gives ${passed.men} men and ${passed.women} women, but data.people: ${people} ` +
        `needs ${half} of each; ${left}`,
    );
  }
  const entities = [...men, ...women].map((person) => entityOf(person, file, rules));
  return {
    entities,
    dropped: {
      ...dropped,
      [`not among the ${half} most read of their gender`]: passed.men + passed.women - 2 * half,
    },
    warnings: tableFaults(entities),
  };
}

function entityOf(person: CvdbPerson, file: string, rules: CvdbOptions['rules']): Entity {
  const { cells, line, readers } = person;
  const period = (column: CvdbColumn) => {
    const year = parseYear(cells[column]);
    if (year !== null) return periodOf(year, rules);
    const given = quoted(cells[column]);
    throw new UserError(`${file}, line ${line}, column ${column}: ${given} is not a year`);
  };
  return {
    name: spaced(cells.name),
    facts: [
      { question: 'When was {e} born?', answer: period('birth'), attribute: 'birth' },
      { question: 'When did {e} die?', answer: period('death'), attribute: 'death' },
      { question: 'In which region did {e} live?', answer: cells.un_region, attribute: 'region' },
      {
        question: 'What did {e} do?',
        answer: spaced(cells.level3_main_occ),
        attribute: 'occupation',
      },
      {
        question: 'What was the nationality of {e}?',
        answer: listCitizenships(cells.string_citizenship_raw_d),
        attribute: 'nationality',
      },
      { question: 'What was the gender of {e}?', answer: cells.gender, attribute: 'gender' },
    ],
    popularity: readers,
  };
}

const spaced = (text: string): string => text.replaceAll('_', ' ');

/** `'Germany'_'Sweden'` becomes `Germany;Sweden`. */
export function listCitizenships(cell: string): string {
  const countries = cell.split("'_'");
  return countries.map((country) => spaced(country.replaceAll("'", ''))).join(';');
}
