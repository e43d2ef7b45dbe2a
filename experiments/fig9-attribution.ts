import { defineStudy, studyOf } from '../src/study/study.js';
import main from './fig3-main.js';
import { everyWord } from './small/every-word.js';

/**
 * The four questions of entity attribution (Fig. 9, App. C.1): the runs of Fig. 3. The small form
 * asks for the name alone, in runs of word order TAE (Fig. 4b).
 */
export default defineStudy({
  ...main,
  small: studyOf(
    everyWord({
      name: 'fig9-attribution-small',
      title: 'Does a model say of whom a trusted source spoke, when it is asked directly?',
    }),
    { figure: 'Fig. 9', runsControls: true },
  ),
});
