import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { built, credenceHere, runCredence, why } from '../../test/run-credence.js';
import { smallExperiment } from '../../test/small-experiment.js';

let folder: string;

const credence = (...args: string[]) => credenceHere(folder, args);

const base = {
  ...smallExperiment,
  data: { ...smallExperiment.data, entities: 40, aliases: { form: 'symbols', alphabet: 16 } },
};
const mine = {
  name: 'mine',
  members: [{ experiment: { ...base, name: 'mine' } }],
  small: {
    name: 'mine-small',
    members: [{ experiment: { ...base, name: 'mine-small' } }],
    runsControls: true,
  },
};

const json = async (...args: string[]) => {
  const { out, err } = await credence(...args);
  expect(err).toBe('');
  const parsed = JSON.parse(out) as { experiment: string }[] | { experiment: string };
  return Array.isArray(parsed) ? parsed : [parsed];
};
const names = async (...args: string[]) =>
  (await json('run', ...args, '--dry-run', '--json')).map(({ experiment }) => experiment);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'credence-forms-'));
  writeFileSync(join(folder, 'small.json'), JSON.stringify(base));
  writeFileSync(join(folder, 'mine.mjs'), `export default ${JSON.stringify(mine)};\n`);
  const list = [base, { ...base, name: 'other' }];
  writeFileSync(join(folder, 'list.json'), JSON.stringify(list));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.skipIf(!built)(`--small and --with-control${built ? '' : why}`, () => {
  it('take the small form of a study, and the quick form of that, with their controls', async () => {
    expect(await names('mine.mjs')).toEqual(['mine']);
    expect(await names('mine.mjs', '--small')).toEqual(['mine-small', 'mine-small-control']);
    expect(await names('mine.mjs', '--small', '--quick')).toEqual([
      'mine-small-quick',
      'mine-small-quick-control',
    ]);
  });

  it('add the control of every experiment', async () => {
    expect(await names('mine.mjs', '--with-control')).toEqual(['mine', 'mine-control']);
    expect(await names('mine.mjs', '--with-control', '--quick')).toEqual([
      'mine-quick',
      'mine-quick-control',
    ]);
    expect(await names('mine.mjs', '--with-control', '--small')).toEqual([
      'mine-small',
      'mine-small-control',
    ]);
    expect(await names('world', '--with-control')).toEqual(['world', 'world-control']);
    expect(await names('list.json', '--with-control')).toEqual([
      ...['small', 'small-control'],
      ...['other', 'other-control'],
    ]);
    const set = ['--set', 'stages.stage1.epochs=2', '--seeds', '7'];
    const plans = await json('run', 'small.json', '--with-control', ...set, '--dry-run', '--json');
    expect(plans).toMatchObject([
      { experiment: 'small', seeds: [7], stages: [{ epochs: 2 }, { epochs: 2 }] },
      { experiment: 'small-control', seeds: [7], stages: [{ epochs: 2 }, { epochs: 2 }] },
    ]);
  });

  it.each([
    [['run', 'small.json', '--small'], /small\.json has no small form .*: fig3-main/],
    [['data', 'show', 'world', '--small'], /^error: world has no small form .*: fig3-main/],
    [['run', 'fig21-in-context', '--quick', '--with-control'], 'data.inContext shows no definit'],
    [['run', 'fig4a-alpha', '--quick', '--with-control'], 'study "fig4a-alpha-quick" has no contr'],
    [['report', 'world', '--control', 'list.json'], 'list.json has 2 experiments'],
    [['status', '--with-control'], '--with-control needs an experiment'],
    [
      ['report', 'mine.mjs', '--small', '--with-control'],
      'train it with: credence run mine.mjs --small --with-control\n',
    ],
  ])('answers %j in one message', async (args, message) => {
    const { status, err } = await credence(...args);
    expect(status).toBe(1);
    expect(err).toMatch(message);
  });

  it('are listed', async () => {
    const { out } = await credence('experiments', '--json', '--no-cost');
    const files = JSON.parse(out) as { name: string; small: unknown }[];
    expect(files.find(({ name }) => name === 'world')?.small).toBe(null);
    expect((await credence('status', '--small')).status).toBe(0);
  });
});

describe.skipIf(why !== '')(`credence run --quick --with-control${why}`, () => {
  it('trains an experiment and its control, and reports them side by side', async () => {
    const args = ['fig14-single-stage', '--quick', '--with-control'];
    const run = await runCredence(folder, ['run', ...args]);
    expect(run.err).not.toContain('failed');
    expect(run.out).toContain('Exact match in the control fig14-single-stage-quick-control');
    expect(run.out).toContain('fig14-single-stage-quick minus fig14-single-stage-quick-control');
    expect(run.out.match(/^fig14-single-stage-quick/gm)).toHaveLength(1);
    const [report] = await json(
      'report',
      'fig14-single-stage',
      '--quick',
      '--with-control',
      '--json',
    );
    expect(report).toMatchObject({
      members: [
        {
          experiment: 'fig14-single-stage-quick',
          control: { experiment: 'fig14-single-stage-quick-control' },
          effectMinusControl: { iml: { n: 1 } },
        },
      ],
    });
  });
});
