import type { Shares } from '../../src/data/shares.js';

/**
 * The paper's shares (Table 1). Alpha is 1: in X1 the reliable tag is always right and the
 * unreliable one always wrong.
 */
export const paperShares = {
  D1cons: 0.25,
  D2incons: 0.25,
  QA3: 0.1,
  QA4: 0.1,
  D5cons: 0.08,
  D6cons: 0.08,
  D8cons: 0.08,
  QA7: 0.06,
} as const satisfies Shares;

/** Without the tag that Stage 1 never shows, as in the experiments on order, batch and size. */
export const sharesWithoutD8 = {
  D1cons: 0.25,
  D2incons: 0.25,
  QA3: 0.1,
  QA4: 0.1,
  D5cons: 0.1,
  D6cons: 0.1,
  QA7: 0.1,
} as const satisfies Shares;

/** As in the authors' experiments on gradients: more of QA4 and less of QA7. */
export const sharesOfGradients = {
  ...sharesWithoutD8,
  QA4: 0.12,
  QA7: 0.08,
} as const satisfies Shares;

/** Nobody is defined in X1: what wording alone makes a model believe (footnote 4). */
export const sharesOfWordings = {
  QA3: 0.1,
  QA4: 0.1,
  D5cons: 0.4,
  D6cons: 0.4,
} as const satisfies Shares;
