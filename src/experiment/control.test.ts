import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { smallExperiment } from '../../test/small-experiment.js';
import { projectFolder } from '../../test/source-files.js';
import { UserError } from '../errors/user-error.js';
import { controlForm } from './control.js';
import { asWritten, checkExperiment, type Experiment, type ExperimentInput } from './experiment.js';
import { stageIdentities } from './identity.js';
import { quickForm } from './quick.js';

const control = (written: object) => checkExperiment(controlForm(written));

/** The columns of a table are checked without it; its path is the person's to give. */
function withFile(written: unknown): unknown {
  const plain = asWritten(written) as ExperimentInput;
  return plain.data.kind === 'csv'
    ? { ...plain, data: { ...plain.data, file: 'people.csv' } }
    : plain;
}

async function exported(file: string): Promise<unknown[]> {
  const { default: one } = (await import(join(projectFolder, 'experiments', file))) as {
    default: unknown;
  };
  return Array.isArray(one) ? one : [one];
}

describe('controlForm', () => {
  it('halves what either tag is right about, and trains on both halves', () => {
    const { name, title, control: own, paper, data, stages } = control(smallExperiment);
    expect([name, own, paper]).toEqual(['small-control', null, []]);
    expect(title).toBe('The control of small: both sources are right half of the time.');
    expect(data.shares).toEqual({
      ...{ D1cons: 0.125, D9incons: 0.125, D2incons: 0.125, D10cons: 0.125 },
      ...{ D5cons: 0.25, D6cons: 0.25 },
    });
    const x1 = ['D1cons', 'D2incons', 'D9incons', 'D10cons'];
    expect(stages.map(({ train }) => [train.questions, train.definitions])).toEqual([
      [x1, x1],
      [[], ['D5cons', 'D6cons']],
    ]);
  });

  it('tests what it adds wherever it tests the other half', () => {
    const stages = smallExperiment.stages.map((stage) => ({
      ...stage,
      evaluate: { subsets: ['D1cons', 'D5cons'] },
    }));
    const tested = control({ ...smallExperiment, stages }).stages.map((one) => one.evaluate);
    expect(tested[0]?.subsets).toEqual(['D1cons', 'D9incons', 'D5cons']);
  });

  it('gives world the runs of its own control', async () => {
    const [world] = await exported('world.ts');
    const [own] = await exported('world-control.ts');
    expect(stageIdentities(control(world as object))).toEqual(stageIdentities(own as Experiment));
  });

  it.each([
    [{ QA3: 0.5, D6cons: 0.5 }, 'data.shares gives D1cons nothing, so that X1 says nothing'],
    [{ D1cons: 0.5, D6cons: 0.5 }, 'data.shares gives D2incons nothing, so that X1 says nothing'],
    [
      { D1cons: 0.25, D9incons: 0.25, D2incons: 0.25, D10cons: 0.25 },
      'experiment "small" has no control whose tags say nothing (alpha 0.5): its own tags say',
    ],
    [{ D1cons: 0.4, D9incons: 0.1, D2incons: 0.5 }, 'so alpha is below 1; write alpha 0.5'],
  ])('refuses shares of %j', (shares, message) => {
    const form = () => controlForm({ ...smallExperiment, data: { kind: 'world', shares } });
    expect(form).toThrow(UserError);
    expect(form).toThrow(message);
  });

  it('refuses definitions inside questions', () => {
    const data = { ...smallExperiment.data, inContext: true };
    expect(() => controlForm({ ...smallExperiment, data })).toThrow('data.inContext shows no');
  });
});

const files = readdirSync(join(projectFolder, 'experiments'))
  .filter((file) => file.endsWith('.ts'))
  .map((file) => [basename(file, '.ts'), file] as const);

/** What has no control of this kind, and why. */
const refused: Readonly<Record<string, RegExp>> = {
  'fig21-in-context': /data\.inContext/,
  'footnote4-is-or-is-not': /D1cons nothing/,
};

describe('the control of every experiment', () => {
  it.each(files)('%s', async (name, file) => {
    for (const experiment of (await exported(file)) as ExperimentInput[]) {
      const { shares } = experiment.data;
      const hasAlpha = shares.D9incons !== undefined || shares.D10cons !== undefined;
      const reason = refused[name] ?? (hasAlpha ? /tags say nothing already|alpha is below/ : null);
      for (const form of [withFile(experiment), quickForm(experiment)]) {
        if (reason !== null) {
          expect(() => controlForm(form)).toThrow(reason);
          continue;
        }
        const { data, stages, name: own } = control(form as object);
        expect(own).toMatch(/-control$/);
        expect(data.shares.D9incons).toBe(data.shares.D1cons);
        expect(data.shares.D10cons).toBe(data.shares.D2incons);
        const trained = stages.flatMap(({ train }) => [...train.questions, ...train.definitions]);
        expect(trained).toEqual(expect.arrayContaining(['D9incons', 'D10cons']));
      }
    }
  });
});
