import { withAlpha } from '../src/data/alpha.js';
import { worldExperiment, worldShares } from './world.js';

/**
 * The control of `world`: alpha is 0.5, so either tag is right as often as wrong, and neither
 * deserves more trust (paper, section 3.3).
 */
export default worldExperiment({
  name: 'world-control',
  title:
    'The control of world: both sources are right half of the time, so neither deserves more trust.',
  control: null,
  shares: withAlpha(worldShares, 0.5),
});
