/** Norms of the gradients of definitions and questions (Fig. 25, App. F): the runs of Fig. 6. */
export { default, small } from './fig6-gradient-alignment.js';
