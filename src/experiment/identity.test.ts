import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gradedDesign, gradedExperiment } from '../../test/graded-sources.js';
import { smallExperiment } from '../../test/small-experiment.js';
import { checkExperiment, defineExperiment } from './experiment.js';
import { stageIdentities } from './identity.js';
import { override } from './override.js';
import type { Stage } from './stage.js';

const experiment = defineExperiment(smallExperiment);
const identities = stageIdentities(experiment);
const changedBy = (...assignments: string[]) => stageIdentities(override(experiment, assignments));

/** The same plain data with the keys of every object the other way round. */
function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned);
  if (!isPlain(value)) return value;
  const fields = Object.entries(value).reverse();
  return Object.fromEntries(fields.map(([key, inner]) => [key, turned(inner)]));
}

type Plain = Readonly<Record<string, unknown>>;

const isPlain = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Written options with some of those that their defaults fill in, as `takes` says in turn. */
function withSomeWritten(written: unknown, resolved: unknown, takes: () => boolean): unknown {
  if (Array.isArray(resolved))
    return resolved.map((one, i) => withSomeWritten((written as unknown[])[i], one, takes));
  if (!isPlain(resolved)) return written;
  const own = written as Plain;
  const fields = Object.entries(resolved).flatMap(([key, value]) => {
    if (key in own) return [[key, withSomeWritten(own[key], value, takes)] as const];
    return takes() ? [[key, value] as const] : [];
  });
  return Object.fromEntries(fields);
}

/** Options that decide results, each with other values than the one it has. */
const decisive: readonly (readonly [path: string, ...values: unknown[]])[] = [
  ['mode', 'faithful'],
  ['data.entities', 13, 14],
  ['data.aliases.alphabet', 9, 10],
  ['data.format', 'paper'],
  ['data.shares', { D1cons: 0.3, D2incons: 0.2, D5cons: 0.25, D6cons: 0.25 }],
  ['model.layers', 2, 3],
  ['model.rotaryBase', 1000, 500],
  ['model.hidden', 128],
  ['stages.stage1.train.facts', true],
  ['stages.stage1.clipNorm', null, 2],
  ['stages.stage1.schedule', 'linear', 'cosine'],
  ['stages.stage1.optimizer.eps', 1e-6],
  ['stages.stage1.optimizer', { kind: 'sgd' }, { kind: 'sgd', momentum: 0.9 }],
  ['stages.stage1.loss.tokens', 'all'],
  ['stages.stage1.precision', 'bfloat16'],
  ['stages.stage1.lastBatch', 'short'],
];

describe('stageIdentities', () => {
  it('is pinned: a change of these is a change of where every run is looked for', () => {
    expect(identities).toEqual(['f32ceabe06ea', 'a591521ecc92']);
  });

  it('does not depend on the order of keys', () => {
    expect(stageIdentities(checkExperiment(turned(smallExperiment)))).toEqual(identities);
  });

  it('does not depend on names, titles, tests and lists of seeds', () => {
    expect(
      changedBy(
        'name=other',
        'title=Another title',
        'stages.stage1.evaluate.everyEpochs=7',
        'stages.stage1.name=early',
        'seeds.first=[5]',
        'seeds.second=[1, 2]',
      ),
    ).toEqual(identities);
  });

  it('does not tell a default from the same value written out', () => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.boolean()), (choices) => {
        const takes = () => choices.next().value ?? false;
        const written = withSomeWritten(smallExperiment, experiment, takes);
        expect(stageIdentities(checkExperiment(written))).toEqual(identities);
      }),
      { numRuns: 50 },
    );
  });

  it('tells every other value of what decides results', () => {
    const changes = decisive.flatMap(([path, ...values]) =>
      values.map((value) => `${path}=${JSON.stringify(value)}`),
    );
    // Mode 'faithful' needs more options than its own.
    const whole = changes.filter((change) => !change.startsWith('mode'));
    const found = whole.map((change) => changedBy(change)[0]);
    expect(new Set([identities[0], ...found]).size).toBe(1 + whole.length);
    const faithful = ['mode=faithful', 'stages.stage1.loss={"padTo":8}'];
    const padded = [...faithful, 'stages.stage2.loss={"padTo":8}'];
    expect([identities[0], ...found]).not.toContain(changedBy(...padded)[0]);
  });

  it('tells apart any two values of an option', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 10, noNaN: true }), fc.nat(1000), (rate, steps) => {
        const [first] = changedBy(
          `stages.stage1.learningRate=${rate}`,
          `stages.stage1.warmupSteps=${steps}`,
        );
        const { learningRate, warmupSteps } = experiment.stages[0] as Stage;
        expect(first === identities[0]).toBe(rate === learningRate && steps === warmupSteps);
      }),
      { numRuns: 50 },
    );
  });

  it('has the number of a section whose defaults were changed, where that is used', () => {
    expect(stageIdentities(experiment, { 'data.csv': 2, 'optimizer.sgd': 3 })).toEqual(identities);
    for (const section of ['data.world', 'model.gpt-neox', 'stage', 'optimizer.adamw']) {
      const second = stageIdentities(experiment, { [section]: 2 });
      expect(second).not.toEqual(identities);
      expect(stageIdentities(experiment, { [section]: 3 })).not.toEqual(second);
      expect(stageIdentities(experiment, { [section]: 1 })).toEqual(identities);
    }
    const withSgd = override(experiment, ['stages.stage2.optimizer={"kind":"sgd"}']);
    const [first, second] = stageIdentities(withSgd, { 'optimizer.sgd': 2 });
    expect(first).toBe(identities[0]);
    expect(second).not.toBe(stageIdentities(withSgd)[1]);
  });

  it('knows how the first stages divide X2, where they train on it', () => {
    const single = ['stages.stage2.seed=first', 'stages.stage2.train.definitions=["D5cons"]'];
    const [first, second] = changedBy(...single);
    expect(changedBy(...single, 'seeds.second=[0, 4]')).toEqual([first, second]);
    const [other, divided] = changedBy(...single, 'seeds.second=[4]');
    expect(other).toBe(first);
    expect(divided).not.toBe(second);
  });

  it('has the sets whose words a vocabulary of the data gets from them', () => {
    const plain = ['data.format="plain"'];
    const tested = (metrics: string, ...names: string[]) => [
      ...plain,
      `evaluate={"sets":${JSON.stringify(names)},"metrics":${metrics}}`,
    ];
    const sets = (...names: string[]) => tested('["exactMatch","loss"]', ...names);
    const none = changedBy(...plain);
    expect(changedBy(...sets('questions', 'trainQuestions', 'definitions'))).toEqual(none);
    const named = changedBy(...sets('questions', 'name', 'who'));
    expect(named[0]).not.toBe(none[0]);
    expect(changedBy(...sets('who', 'questions', 'name'))).toEqual(named);
  });

  it('covers data, model, and the stages up to its own', () => {
    for (const assignment of ['data.entities=13', 'model.width=32', 'stages.stage1.epochs=4']) {
      const [first, second] = changedBy(assignment);
      expect(first).not.toBe(identities[0]);
      expect(second).not.toBe(identities[1]);
    }
    const [first, second] = changedBy('stages.stage2.learningRate=1e-3');
    expect(first).toBe(identities[0]);
    expect(second).not.toBe(identities[1]);
  });

  it('knows a file of data by its content, not by its path', () => {
    const folder = mkdtempSync(join(tmpdir(), 'credence-'));
    try {
      const ofFile = (name: string, content: string) => {
        const file = join(folder, name);
        writeFileSync(file, content);
        const { shares } = smallExperiment.data;
        const attributes = [{ column: 'born', question: 'born {e}' }];
        const data = { kind: 'csv', file, entity: 'name', attributes, shares };
        return stageIdentities(checkExperiment({ ...smallExperiment, data }));
      };
      const one = ofFile('one.csv', 'name,born\nAda,1815\n');
      expect(ofFile('two.csv', 'name,born\nAda,1815\n')).toEqual(one);
      expect(ofFile('one.csv', 'name,born\nAda,1816\n')).not.toEqual(one);
      const gone = {
        ...smallExperiment,
        data: {
          kind: 'csv',
          file: join(folder, 'none.csv'),
          entity: 'n',
          attributes: [{ column: 'a', question: '{e}' }],
          shares: smallExperiment.data.shares,
        },
      };
      expect(() => stageIdentities(checkExperiment(gone))).toThrow(
        /the data file .*none\.csv cannot be read/,
      );
      const { shares } = smallExperiment.data;
      const people = { kind: 'cvdb', file: join(folder, 'none.csv'), shares };
      expect(() => stageIdentities(checkExperiment({ ...smallExperiment, data: people }))).toThrow(
        /none\.csv cannot be read: there is no such file.*the file is public: .*https:.*--set data\.file=<path>/,
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('stageIdentities of a design of its own', () => {
  const { data } = gradedExperiment;
  const { sources, groups } = gradedDesign;
  const withData = (changes: object) =>
    stageIdentities(checkExperiment({ ...gradedExperiment, data: { ...data, ...changes } }));
  const own = withData({});
  const reversed = (object: object) => Object.fromEntries(Object.entries(object).reverse());

  it('do not have contrasts, labels, symbols and colours', () => {
    const [truth, ...others] = gradedDesign.contrasts;
    const changes = [
      { contrasts: [] },
      { contrasts: [...others, { ...truth, title: 'Another', role: 'detail' }] },
      { sources: { ...sources, mostly: { label: 'oracle' } } },
      { sources: { ...sources, mostly: {} } },
      { groups: { ...groups, MostlyTrue: { ...groups.MostlyTrue, symbol: 'X' } } },
      { groups: { ...groups, MostlyTrue: { ...groups.MostlyTrue, colour: '#abcdef' } } },
      { groups: { ...groups, AlwaysTrue: { data: 'X1', source: 'always' } } },
    ];
    expect(changes.map(withData)).toEqual(changes.map(() => own));
  });

  it('have the order of sources and of groups', () => {
    const bySources = withData({ sources: reversed(sources) });
    const byGroups = withData({ groups: reversed(groups) });
    const byBoth = withData({ sources: reversed(sources), groups: reversed(groups) });
    const found = [own, bySources, byGroups, byBoth];
    expect(new Set(found.map(([first]) => first)).size).toBe(found.length);
    expect(new Set(found.map(([, second]) => second)).size).toBe(found.length);
  });

  it('have every trait of a group and of a source', () => {
    const traits = [
      { source: 'mostly' },
      { data: 'X1' },
      { consistent: false },
      { questions: 'train' },
      { aliasInQuestions: false },
      { inContext: false },
      { exchanged: true },
      { drawn: 7 },
    ];
    const found = traits.map((trait) =>
      withData({ groups: { ...groups, HalfNew: { ...groups.HalfNew, ...trait } } }),
    );
    const tagged = withData({ sources: { ...sources, half: { tags: 'one a definition' } } });
    const all = [own, ...found, tagged].map(([first]) => first);
    expect(new Set(all).size).toBe(all.length);
  });
});
