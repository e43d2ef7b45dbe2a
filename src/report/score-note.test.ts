import { expect, it } from 'vitest';
import { smallExperiment } from '../../test/small-experiment.js';
import { smallImageExperiment } from '../../test/small-images.js';
import { checkExperiment } from '../experiment/experiment.js';
import { scoreNote } from './score-note.js';

it('says what is measured of images, and nothing about texts', () => {
  expect(scoreNote(checkExperiment(smallImageExperiment), 200).join(' ')).toContain(
    'Exact match (EM) is the masked accuracy of the paper here',
  );
  expect(scoreNote(checkExperiment(smallExperiment), 200)).toEqual([]);
});
