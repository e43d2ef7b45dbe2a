import type { Subset } from '../data/subsets.js';

/** The colours of the paper's plots, Matplotlib's tab10, by their names. */
export const tab10 = {
  blue: '#1f77b4',
  orange: '#ff7f0e',
  green: '#2ca02c',
  red: '#d62728',
  purple: '#9467bd',
  brown: '#8c564b',
  pink: '#e377c2',
  gray: '#7f7f7f',
  olive: '#bcbd22',
  cyan: '#17becf',
} as const;

/** The colour of each subset in the paper's figures. */
export const subsetColours: Readonly<Record<Subset, string>> = {
  D1cons: tab10.purple,
  D2incons: tab10.pink,
  QA3: tab10.brown,
  QA4: tab10.green,
  D5cons: tab10.blue,
  D6cons: tab10.red,
  QA7: tab10.orange,
  D8cons: tab10.gray,
  D9incons: tab10.cyan,
  D10cons: tab10.olive,
  D4cons: '#000000',
};
