import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { smallExperiment } from '../../test/small-experiment.js';
import { checkExperiment, defineExperiment } from './experiment.js';
import { canonicalJson, stageIdentities } from './identity.js';
import { override } from './override.js';

const experiment = defineExperiment(smallExperiment);
const identities = stageIdentities(experiment);
const changedBy = (...assignments: string[]) => stageIdentities(override(experiment, assignments));

/** The same plain data with the keys of every object the other way round. */
function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, turned(inner)]),
  );
}

describe('canonicalJson', () => {
  it('does not depend on the order of keys, and is JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(canonicalJson(turned(value))).toBe(canonicalJson(value));
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('has one form', () => {
    expect(canonicalJson({ b: [1, 1e-5, 'é'], a: { d: null, c: true } })).toBe(
      '{"a":{"c":true,"d":null},"b":[1,0.00001,"é"]}',
    );
  });

  it.each([
    ['undefined', { a: undefined }, 'a cannot be part of an identity'],
    ['a function', [() => 1], '[0] cannot be part of an identity'],
    ['NaN', { a: { b: Number.NaN } }, 'a.b cannot be part of an identity'],
    ['infinity', Number.POSITIVE_INFINITY, 'the value cannot be part of an identity'],
    ['a hole', { a: new Array(1) }, 'a[0] cannot be part of an identity'],
    ['an instance', { a: new Date(0) }, 'given an instance of Date'],
    ['a big integer', 1n, 'given bigint 1'],
  ])('refuses %s', (_what, value, message) => {
    expect(() => canonicalJson(value)).toThrow(message);
  });
});

describe('stageIdentities', () => {
  it('is pinned: a change of these is a change of where every run is looked for', () => {
    expect(identities).toEqual(['e503db80', '6317951d']);
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
    expect(changedBy('model.hidden=64', 'stages.stage1.clipNorm=1')).toEqual(identities);
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
        /none\.csv cannot be read: ENOENT.*the file is public: https:.*--set data\.file=<path>/,
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
