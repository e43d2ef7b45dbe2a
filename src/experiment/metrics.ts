/**
 * What is measured of a set of documents: exact match or F1 of the greedy answers, from 0 to 1, or
 * the mean loss in nats.
 */
export const metrics = ['exactMatch', 'f1', 'loss'] as const;

/** What is measured of a set of documents. */
export type Metric = (typeof metrics)[number];
