import type { Shares } from './shares.js';

/**
 * Whether tag 1 is right more often than tag 2 among the definitions of X1, as the reliable and
 * the unreliable source of the paper are. False for a control: at alpha = 0.5 (Sec. 3.3) both are
 * right half of the time. True where one of them defines nothing.
 */
export function sourcesDiffer(shares: Shares): boolean {
  const { D1cons = 0, D9incons = 0, D2incons = 0, D10cons = 0 } = shares;
  const [first, second] = [D1cons / (D1cons + D9incons), D10cons / (D2incons + D10cons)];
  return !(first <= second);
}
