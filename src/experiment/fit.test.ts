import { describe, expect, it } from 'vitest';
import { smallExperiment } from '../../test/small-experiment.js';
import { smallImageExperiment } from '../../test/small-images.js';
import { checkExperiment, defineExperiment } from './experiment.js';
import { isImageExperiment, textExperiment } from './image-experiment.js';
import { mapSizes } from './models/convnext-v2.js';
import { override } from './override.js';

const gptNeoX = { ...smallExperiment.model };
const [stage] = smallImageExperiment.stages;

describe('an experiment about images', () => {
  it('is distinguished from one about text', () => {
    const [images, text] = [
      defineExperiment(smallImageExperiment),
      defineExperiment(smallExperiment),
    ];
    expect([isImageExperiment(images), isImageExperiment(text)]).toEqual([true, false]);
    expect(textExperiment(text)).toBe(text);
    expect(() => textExperiment(images)).toThrow(
      '"small-images" is about images, and has no texts',
    );
  });

  it.each<[object, string]>([
    [
      { model: gptNeoX },
      'model.kind: a model of kind gpt-neox reads texts, and data of kind mnist are images',
    ],
    [
      { model: { ...smallImageExperiment.model, downsampling: [9] } },
      'model.downsampling: images of 14 pixels a side leave no cell in the maps of stage 2',
    ],
    [{ model: { ...smallImageExperiment.model, stemPatch: 15 } }, 'model.stemPatch: images of 14'],
    [
      { evaluate: { sets: ['name'] } },
      'evaluate.sets[0]: images cannot be asked name; known: questions,',
    ],
    [
      { evaluate: { metrics: ['f1'] } },
      'evaluate.metrics[0]: an answer about an image is one letter',
    ],
    [
      { stages: [{ ...stage, train: { facts: true } }] },
      'stages.stage1.train.facts: images have no',
    ],
    [
      { stages: [{ ...stage, loss: { tokens: 'all' } }] },
      'stages.stage1.loss.tokens: every cell of an image bears loss: leave it out',
    ],
    [
      { stages: [{ ...stage, loss: { padTo: 48 } }] },
      "stages.stage1.loss.padTo: mode 'fast' pads nothing, so padTo does nothing: leave it out",
    ],
    [{ evaluate: { newTokens: 8 } }, 'evaluate.newTokens: an answer about an image is one letter'],
  ])('is refused with %o', (changes, message) => {
    expect(() => checkExperiment({ ...smallImageExperiment, ...changes })).toThrow(message);
  });

  it('is taken again once it is defined', () => {
    const experiment = defineExperiment(smallImageExperiment);
    expect(checkExperiment(experiment)).toEqual(experiment);
  });

  it('lists the faults of its model before those that follow from them', () => {
    const model = { ...smallImageExperiment.model, kernel: 4 };
    expect(() => checkExperiment({ ...smallImageExperiment, model })).toThrow(
      /^experiment "small-images": model.kernel: expected an odd number, given 4$/,
    );
  });

  it('needs data of images for a model of images', () => {
    const { model } = smallImageExperiment;
    expect(() => checkExperiment({ ...smallExperiment, model })).toThrow(
      'model.kind: a model of kind convnext-v2 reads images, and data of kind world are texts',
    );
  });

  it('has options that --set reaches', () => {
    const changed = override(defineExperiment(smallImageExperiment), ['data.targets=5']);
    expect(isImageExperiment(changed) && changed.data.targets).toBe(5);
  });
});

describe('the sizes of maps', () => {
  it('are those of the published models at 224 and of the paper at 84', () => {
    const tiny = { stemPatch: 4, downsampling: [2, 2, 2] };
    expect(mapSizes(tiny, 224)).toEqual([56, 28, 14, 7]);
    expect(mapSizes(tiny, 84)).toEqual([21, 10, 5, 2]);
  });
});
