import { describe, expect, it } from 'vitest';
import { answerFaults, tableFaults } from './answer-faults.js';
import { factTableText } from './fact-table.js';

const placed = (texts: readonly string[]) =>
  texts.map((text, i) => ({ text, where: `line ${i + 2}` }));
const faults = (texts: readonly string[], refuse = true) =>
  answerFaults(placed(texts), { what: 'birds.csv, column food', refuse });

/** Twenty answers that differ. */
const plain = Array.from({ length: 20 }, (_, i) => `seed${String.fromCharCode(97 + i)}`);

describe('answerFaults', () => {
  it('says nothing of answers that can be told apart', () => {
    expect(
      faults([...plain, 'The mice', 'New York', 'COVID-19', '1,000', 'born_7', 'ünder']),
    ).toEqual([]);
  });

  it.each(['A', 'The The', '!!!', 'an', '...', '_', ' a, the '])(
    'counts %j as an answer of which nothing is left',
    (text) => {
      expect(faults([...plain, text])).toEqual([
        expect.stringMatching(
          /^birds\.csv, column food: nothing is left of 1 cell .* \(line 22\)$/,
        ),
      ]);
      expect(() => faults([...plain, text, 'the', '?!'])).toThrow(/That is 3 of 23 rows/);
      expect(faults([...plain, text, 'the', '?!'], false)).toHaveLength(1);
    },
  );

  it('names answers that are normalised alike, and refuses many', () => {
    expect(faults([...plain, 'US', 'U.S.'])).toEqual([
      'birds.csv, column food: different texts that count as the same: "US" (line 22) and "U.S." (line 23)',
    ]);
    const signs = ['-4', '-3', '-2', '-1', '0', '1', '2', '3', '4'];
    expect(() => faults(signs)).toThrow(/"-4" \(line 2\) and "4" \(line 10\).*That is 4 of 9 rows/);
    expect(() => faults(['1.5', '15', '2.5', '25'])).toThrow('That is 2 of 4 rows');
  });

  it('never refuses what differs by case, white space or articles alone', () => {
    expect(faults(['Mice', 'mice', 'the mice', 'new  owls', 'New owls'])).toEqual([
      expect.stringContaining('different texts that count as the same: "Mice" (line 2)'),
    ]);
  });

  it.each([
    ['1.5', '15'],
    ['-3', '3'],
    ['.5', '5'],
    ['1,5', '15'],
    ['1/2', '12'],
    ['10:30', '1030'],
    ['about -3', 'about 3'],
  ])('warns that %j is the same as %j', (text, normal) => {
    expect(faults([...plain, text])).toEqual([
      expect.stringContaining(`in 1 cell, so that "${normal}" is right for "${text}" (line 22)`),
    ]);
  });

  it('takes no longer than it must for long cells', () => {
    for (const text of ['-'.repeat(1e6), '1.'.repeat(5e5), ' '.repeat(1e6), '1'.repeat(1e6)])
      expect(faults([...plain, text], false).join('').length).toBeLessThan(500);
  });
});

describe('factTableText', () => {
  it('shows the first warnings, and counts the others', () => {
    const entities = [{ name: 'owl', facts: [{ question: 'food {e}', answer: 'mice' }] }];
    const text = (warnings: readonly string[]) =>
      factTableText({ entities, dropped: {}, warnings });
    expect(text([])).toBe('1 entities with 1 facts each');
    expect(text(['a', 'b'])).toBe('1 entities with 1 facts each. Warning: a. Warning: b');
    expect(text(Array.from({ length: 9 }, (_, i) => `w${i}`))).toMatch(
      /Warning: w5\. And 3 more warnings: data show --json lists them$/,
    );
  });
});

describe('tableFaults', () => {
  it('looks at first answers question by question, and at names', () => {
    const entity = (name: string, answer: string) => ({
      name,
      facts: [{ question: 'food {e}', answer }],
    });
    expect(
      tableFaults([entity('owl', 'mice;!'), entity('lark', '!;mice'), entity('Owl', 'ants')]),
    ).toEqual([
      expect.stringMatching(/^the names: .*"owl" \(entity 1\) and "Owl" \(entity 3\)$/),
      expect.stringMatching(/^"food \{e\}": nothing is left of 1 cell .*"!" \(of lark\)$/),
    ]);
  });
});
