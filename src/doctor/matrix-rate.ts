/** A precision of matrix products. */
export type MatrixPrecision = 'float32' | 'bfloat16';

/** How fast a device multiplies matrices. */
export interface MatrixRates {
  /** `cpu` or `cuda:N`. */
  readonly device: string;
  /** Operations a second; measured for about 0.1 seconds when it is first asked for. */
  rate(precision: MatrixPrecision): number;
}

/** Milliseconds that one precision is measured for. */
const budget = 100;

/**
 * Measures how fast a device of this machine multiplies square matrices; a processor with one
 * thread, as runs have it by default. Throws a UserError where the engine is not built, or where
 * there is no such device.
 *
 * @param wanted `auto`, `cpu`, `cuda` or `cuda:N`
 */
export async function measureMatrixRates(wanted = 'auto'): Promise<MatrixRates> {
  const engine = await import('../tensor/index.js');
  const device = engine.resolveDevice(wanted);
  const width = device === 'cpu' ? 512 : 4096;
  const measure = (dtype: MatrixPrecision): number =>
    engine.scope(() => {
      if (device === 'cpu') engine.setThreads(1);
      const matrix = engine.ones([width, width], { dtype, device });
      const multiply = (): number => {
        const start = performance.now();
        engine.scope(() => {
          matrix.matmul(matrix);
        });
        engine.synchronize(device);
        return performance.now() - start;
      };
      multiply(); // loads what the first product needs
      let best = Number.POSITIVE_INFINITY;
      for (let spent = 0; spent < budget; ) {
        const time = multiply();
        best = Math.min(best, time);
        spent += Math.max(time, 0.01);
      }
      return (2 * width ** 3) / (best / 1000);
    });
  const measured = new Map<MatrixPrecision, number>();
  return {
    device,
    // A processor without bfloat16 takes a second for it, and few experiments ask.
    rate: (precision) => {
      const rate = measured.get(precision) ?? measure(precision);
      measured.set(precision, rate);
      return rate;
    },
  };
}
