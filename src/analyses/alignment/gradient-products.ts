// Inner products of gradients that are held as factors.
// Shapes: n groups, each of m documents of one batch and k of another; T and S tokens, W numbers.
import { noGrad, scope, type Tensor } from '../../tensor/index.js';
import type {
  LinearGradient,
  LookupGradient,
  MatrixGradient,
  PerDocumentGradients,
} from './per-document-gradients.js';

/**
 * The inner products [n, m, k] of the gradients of documents in the same group, in float64: the
 * first m documents of `a` with the first k of `b`, and so on through n groups of equal size. With
 * one group, all with all. Weights contribute sum_ts (a_t . b_s)(g_t . h_s) over the tokens t of
 * one and s of the other document, a and b being inputs and g and h output gradients.
 */
export function innerProducts(
  a: PerDocumentGradients,
  b: PerDocumentGradients,
  groups = 1,
): Tensor {
  return scope(() =>
    noGrad(() => {
      const [m, k] = [a.documents / groups, b.documents / groups];
      if (!Number.isInteger(m) || !Number.isInteger(k) || a.matrices.length !== b.matrices.length)
        throw new RangeError(
          `${a.documents} and ${b.documents} documents of one model, in ${groups} groups, are needed`,
        );
      const byGroup = (x: Tensor): Tensor => {
        const [documents, width] = x.shape as [number, number];
        return x.view([groups, documents / groups, width]);
      };
      const sum = product(byGroup(a.vectors), byGroup(b.vectors)).to({ dtype: 'float64' });
      for (const [i, matrix] of a.matrices.entries())
        scope(() => {
          const other = b.matrices[i] as MatrixGradient;
          for (const part of matrixProducts(matrix, other, groups)) {
            const [, rows, columns] = part.shape as [number, number, number];
            const byToken = part.view([groups, m, rows / m, k, columns / k]);
            sum.add_(byToken.sumOver([2, 4]).to({ dtype: 'float64' }));
          }
        });
      return sum;
    }),
  );
}

/** The squared norm of each document's gradient, in float64. */
export function squaredNorms(a: PerDocumentGradients): number[] {
  return scope(() => innerProducts(a, a, a.documents).toArray());
}

/** `x` [n, r, w] and `y` [n, c, w] -> all inner products [n, r, c]. */
const product = (x: Tensor, y: Tensor): Tensor => x.bmm(y.transpose(1, 2));

/** What each pair of tokens contributes [n, m T, k S], apart by ways of using the matrix. */
function* matrixProducts(a: MatrixGradient, b: MatrixGradient, groups: number): Generator<Tensor> {
  const together = (x: Tensor): Tensor => x.reshape([groups, -1, x.shape.at(-1) as number]);
  const tokens = (ids: Tensor): Tensor => ids.reshape([groups, -1]);
  const linear = ({ inputs, gradients }: LinearGradient) => {
    return { inputs: together(inputs), gradients: together(gradients) };
  };
  const lookup = ({ entries, ids, gradients }: LookupGradient) => {
    return { entries, ids: tokens(ids), gradients: together(gradients) };
  };
  const [aLinear, bLinear] = [a.linear && linear(a.linear), b.linear && linear(b.linear)];
  const [aLookup, bLookup] = [a.lookup && lookup(a.lookup), b.lookup && lookup(b.lookup)];
  if (aLinear && bLinear)
    yield product(aLinear.inputs, bLinear.inputs).mul_(
      product(aLinear.gradients, bLinear.gradients),
    );
  if (aLookup && bLookup) {
    const same = aLookup.ids.unsqueeze(2).eq(bLookup.ids.unsqueeze(1));
    yield product(aLookup.gradients, bLookup.gradients).mul_(same);
  }
  if (aLookup && bLinear) yield crossProduct(aLookup, bLinear);
  if (aLinear && bLookup) yield crossProduct(bLookup, aLinear).transpose(1, 2);
}

/**
 * Look-ups [n, r] in a table and products with it [n, c]: the gradient that a product has for the
 * row that was looked up, times the inner product of what the rows are multiplied by [n, r, c].
 * Products may be with the first rows of the table only, and have no gradient for the others.
 */
function crossProduct({ entries, ids, gradients }: LookupGradient, linear: LinearGradient): Tensor {
  const [groups, lookups] = ids.shape as [number, number];
  const [, columns, rows] = linear.gradients.shape as [number, number, number];
  const rowsOf = (of: Tensor): Tensor =>
    linear.gradients.gather(2, of.unsqueeze(1).expand([groups, columns, lookups])).transpose(1, 2);
  const both = product(gradients, linear.inputs);
  if (rows === entries) return both.mul(rowsOf(ids));
  const isMultiplied = ids.lt(rows).unsqueeze(2);
  return both.mul(rowsOf(ids.clamp({ max: rows - 1 }))).mul(isMultiplied);
}
