import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { quickAnalyses } from '../src/analyses/wanted.js';
import { groupsOf, reliabilityOf, sourcesOf } from '../src/data/groups.js';
import { canonicalJson } from '../src/experiment/canonical-json.js';
import { noControlReason } from '../src/experiment/control.js';
import { quickStudy } from '../src/study/quick-study.js';
import { type Member, resolveStudy, sweepAxis } from '../src/study/resolve-study.js';
import { asStudy, type StudyDefinition } from '../src/study/study.js';
import { projectFolder, typescriptFiles } from './source-files.js';

const files = typescriptFiles('experiments')
  .filter((file) => file.split('/').length === 2 && file !== 'experiments/claims.ts')
  .map((file) => [basename(file, '.ts'), file] as const);

/** The forms of a bundled study: the paper's, the small one, and the quick form of either. */
async function formsOf(name: string, file: string): Promise<StudyDefinition[]> {
  const { default: exported } = (await import(join(projectFolder, file))) as { default: unknown };
  const study = asStudy(exported, name);
  const forms = study.small === null ? [study] : [study, study.small];
  return [...forms, ...forms.map((form) => quickStudy(form, quickAnalyses()))];
}

/** The columns of a table are checked without it; its path is the person's to give. */
function membersOf(form: StudyDefinition): readonly Member[] {
  const isTable = form.members.some(({ experiment }) => /"csv"/.test(JSON.stringify(experiment)));
  return resolveStudy(form, { assignments: isTable ? ['data.file=people.csv'] : [] }).members;
}

/** Studies with members that no control can be made for, and why. */
const uncontrolled: Readonly<Record<string, RegExp>> = {
  'fig21-in-context': /data\.inContext/,
  'footnote4-is-or-is-not': /D1cons and D9incons no aliases/,
};

describe('every bundled study', () => {
  it.each(files)(
    '%s has a control of every experiment that claims an effect',
    async (name, file) => {
      for (const form of await formsOf(name, file)) {
        for (const [index, { experiment, control }] of membersOf(form).entries()) {
          const wanted = form.members[index]?.control;
          const refused = uncontrolled[name];
          if (control === null) {
            if (refused !== undefined) expect(noControlReason(experiment)).toMatch(refused);
            expect(wanted === null || refused !== undefined).toBe(true);
            continue;
          }
          expect(control.name).toBe(`${experiment.name}-control`);
          const groups = groupsOf(control.data);
          for (const { name: source, tag } of sourcesOf(control.data))
            if (tag !== null) expect(reliabilityOf(source, groups) ?? 0.5).toBeCloseTo(0.5, 12);
          const { data, stages } = control;
          // A definition is read by itself, or in the prompt of a question.
          const isRead = 'inContext' in data && data.inContext ? 'questions' : 'definitions';
          const trained = stages.flatMap(({ train }) => train[isRead]);
          const told = groups.filter((one) => one.data === 'X1' && one.share > 0 && one.source);
          expect(trained).toEqual(expect.arrayContaining(told.map((one) => one.name)));
        }
      }
    },
  );

  it.each(files)('%s varies what its axis says, in its quick form too', async (name, file) => {
    for (const form of await formsOf(name, file)) {
      const axis = sweepAxis(form);
      // Every model has the same stand-in, which is made without asking what it is.
      const isOfModels = axis === 'model' || axis === 'width';
      if (axis === null || (isOfModels && form.name.endsWith('-quick'))) continue;
      const trained = membersOf(form).map(({ experiment: { data, model, mode, stages } }) =>
        canonicalJson({ data, model, mode, stages }),
      );
      expect(new Set(trained).size).toBe(form.members.length);
    }
  });
});
