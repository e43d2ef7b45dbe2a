import { defineStudy, studyOf } from '../src/study/study.js';
import main from './fig3-main.js';
import { everyWord } from './small/every-word.js';

/**
 * The world with loss on every word, asked for the name of an alias: the runs of the order TAE of
 * Figs. 7 and 11's small forms. Another set of questions would be another vocabulary, so there is no
 * `nameWithDefs`.
 */
const small = studyOf(
  everyWord({
    name: 'fig9-attribution-small',
    title: 'Does a model say whom an alias stands for, of whom a trusted source has told it?',
  }),
  { figure: 'Fig. 9', runsControls: true },
);

/** The four questions of entity attribution (Fig. 9, App. C.1): the runs of Fig. 3. */
export default defineStudy({ ...main, small });
