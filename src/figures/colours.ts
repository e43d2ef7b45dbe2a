/**
 * Colours of the paper's families, Matplotlib's tab10, as light or dark as it takes to tell every two
 * of them apart with any kind of colour blindness: a CIEDE2000 difference of 11 or more, where tab10
 * has 2. In the order in which they are given out.
 */
export const colours = {
  blue: '#0f74c5',
  red: '#a50000',
  orange: '#fba62a',
  green: '#6cbd7f',
  purple: '#2e0a4a',
  gray: '#9e9e9e',
  pink: '#9e4b75',
  cyan: '#17e0f5',
  olive: '#938429',
  brown: '#422518',
  black: '#000000',
} as const;
