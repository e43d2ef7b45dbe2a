/** The four questions of entity attribution (Fig. 9, App. C.1): the runs of Fig. 3. */
export { default } from './fig3-main.js';
