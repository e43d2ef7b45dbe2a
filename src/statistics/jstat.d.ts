/** The part of jStat 1.9 that the tests of significance use; it has no types of its own. */
declare module 'jstat' {
  const jstat: {
    readonly studentt: {
      /** The value below which the share `p` lies under `df` degrees of freedom. */
      inv(p: number, df: number): number;
    };
    readonly chisquare: {
      /** The value below which the share `p` lies under `df` degrees of freedom. */
      inv(p: number, df: number): number;
    };
    /** Complementary error function. */
    erfc(x: number): number;
  };
  export default jstat;
}
