import { twoStages } from './paper/stages.js';
import { t5Study } from './paper/t5.js';

/** T5-3B in two stages (Fig. 20, App. C.7); the paper: IML on CVDB, none on T-REx. */
export default t5Study({
  name: 'fig20-t5-two-stages',
  experiments: 'fig20-t5',
  title: 'Is the effect there in an encoder-decoder that is trained in two stages?',
  figure: 'Fig. 20',
  stages: twoStages,
});
