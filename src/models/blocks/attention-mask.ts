// Shapes: B sequences, N positions asked for, S keys.
import type { Tensor } from '../../tensor/index.js';
import type { ForwardPass } from './forward-pass.js';

/**
 * Which keys each query of `pass` may see [B or 1, 1, N, S]: those that are text and stand no later
 * than the query. A query that could then see nothing, which only padding can be, sees everything:
 * no weights can be computed for it. Null where only the causal order restricts all positions.
 *
 * @param window a key is seen only by queries less than this many positions after it; default all
 */
export function causalMask(
  pass: ForwardPass,
  device: string,
  window = Number.POSITIVE_INFINITY,
): Tensor | null {
  const isPlain = !pass.positions && !pass.mask && !pass.positionIds;
  const reach = pass.positionIds || pass.tokens > window ? window : Number.POSITIVE_INFINITY;
  if (isPlain && reach === Number.POSITIVE_INFINITY) return null;
  return pass.once(`causal mask ${reach}`, () => {
    const queries = pass.queryPositionIds(device).unsqueeze(-1);
    const keys = pass.keyPositionIds(device).unsqueeze(-2);
    const inOrder = keys.le(queries);
    const seen =
      reach === Number.POSITIVE_INFINITY
        ? inOrder
        : inOrder.logicalAnd(queries.sub(keys).lt(reach));
    const mask = seen.shape.length === 2 ? seen.unsqueeze(0).unsqueeze(0) : seen.unsqueeze(1);
    const isText = pass.cache ? pass.cache.isText : pass.mask;
    return isText ? orAll(mask.logicalAnd(isText.unsqueeze(1).unsqueeze(1))) : mask;
  });
}

/**
 * Which keys every query may see of those where `isText` [B, S] is true: [B, 1, 1, S]. Where none
 * is text, all.
 */
export const paddingMask = (isText: Tensor): Tensor =>
  orAll(isText.to({ dtype: 'bool' }).unsqueeze(1).unsqueeze(1));

/** `seen` [..., S], and true in rows where it is false throughout. */
const orAll = (seen: Tensor): Tensor =>
  seen.logicalOr(seen.amax({ dim: [-1], keepdim: true }).logicalNot());
