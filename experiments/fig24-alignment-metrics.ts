/** Inner product, cosine and squared distance of gradients (Fig. 24): the runs of Fig. 6. */
export { default, small } from './fig6-gradient-alignment.js';
