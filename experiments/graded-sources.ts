import type { Contrast } from '../src/data/contrasts.js';
import { defineExperiment } from '../src/experiment/experiment.js';
import { smallModel, stagesOf } from './world.js';

/** A source by how often it is right in X1, in percent. */
const source = (right: number) => ({ label: `${right} % source` });

/** Aliases of X1 that a source defines, truly or falsely. */
const inX1 = (source: string, consistent: boolean) => ({ data: 'X1', source, consistent }) as const;

/** Aliases of X2, all of whose definitions are true. */
const inX2 = (source: string | null) => ({ data: 'X2', source }) as const;

/** How much more is believed of one source than of another. */
const effect = (more: number, less: number): Contrast => {
  return {
    name: `trust${more}-${less}`,
    title: `Trust in the ${more} % over the ${less} % source`,
    short: `${more} % over ${less} %`,
    ...{ minuend: `new${more}`, subtrahend: `new${less}`, after: 'X2', role: 'effect' },
  };
};

/** Whether new definitions are learnt at all. */
const learnt = (right: number): Contrast => {
  const title = `Learnt from the ${right} % source`;
  return {
    name: `new${right}-none`,
    title,
    ...{ minuend: `new${right}`, subtrahend: 'none2', after: 'X2', role: 'detail' },
  };
};

/**
 * Three sources in one model, which are right in 100, 75 and 50 % of what they say in Stage 1; in
 * Stage 2 each says something new, all of it true. The paper varies one source's reliability from
 * model to model (Fig. 4a).
 */
export default defineExperiment({
  name: 'graded-sources',
  title: 'Is trust graded as sources are right in 100, 75 and 50 % of cases?',
  data: {
    kind: 'world',
    entities: 100,
    attributes: [2, 20, 20, 20, 16, 40],
    aliasesPerEntity: 14,
    aliases: { form: 'symbols', alphabet: 38, length: 2 },
    sources: { right100: source(100), right75: source(75), right50: source(50) },
    groups: {
      true100: inX1('right100', true),
      // The first source is never wrong; its control is, half of the time.
      false100: inX1('right100', false),
      true75: inX1('right75', true),
      false75: inX1('right75', false),
      true50: inX1('right50', true),
      false50: inX1('right50', false),
      none1: { data: 'X1' },
      new100: inX2('right100'),
      new75: inX2('right75'),
      new50: inX2('right50'),
      none2: inX2(null),
    },
    shares: {
      ...{ true100: 0.18, true75: 0.135, false75: 0.045, true50: 0.09, false50: 0.09 },
      ...{ none1: 0.06, new100: 0.1, new75: 0.1, new50: 0.1, none2: 0.1 },
    },
    contrasts: [
      effect(100, 50),
      effect(100, 75),
      effect(75, 50),
      {
        name: 'consistency',
        title: 'Stage-1 gap of the 50 % source',
        ...{ minuend: 'true50', subtrahend: 'false50', after: 'X1', role: 'condition' },
      },
      ...[learnt(100), learnt(75), learnt(50)],
    ],
  },
  model: smallModel,
  stages: stagesOf({
    definedInX1: ['true100', 'true75', 'false75', 'true50', 'false50'],
    undefinedInX1: ['none1'],
    definedInX2: ['new100', 'new75', 'new50'],
  }),
  seeds: { first: { from: 10, count: 8 } },
});
