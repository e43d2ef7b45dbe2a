import { withAlpha } from '../src/data/presets/table-1.js';
import { paperShares } from './paper/shares.js';
import { worldExperiment } from './world.js';

/**
 * The control of `world`: alpha is 0.5, so that either tag is right half of the time and neither
 * deserves more trust (paper, Sec. 3.3).
 */
export default worldExperiment({
  name: 'world-control',
  title: 'The control of world: both sources are right half of the time.',
  control: null,
  shares: withAlpha(paperShares, 0.5),
});
