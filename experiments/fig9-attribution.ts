import { defineStudy, studyOf } from '../src/study/study.js';
import main from './fig3-main.js';
import { worldLike } from './small/world-like.js';

/**
 * A world whose facts have names too: what `name` asks is taught about entities, and asked about
 * aliases in tests alone. The other three questions of attribution have words that nothing teaches.
 */
const small = studyOf(
  worldLike({
    name: 'fig9-attribution-small',
    title: 'Does a model say whom an alias stands for, of whom a trusted source has told it?',
    data: { teachesNames: true },
    evaluate: { sets: ['questions', 'name', 'nameWithDefs'] },
  }),
  { figure: 'Fig. 9', runsControls: true },
);

/** The four questions of entity attribution (Fig. 9, App. C.1): the runs of Fig. 3. */
export default defineStudy({ ...main, small });
