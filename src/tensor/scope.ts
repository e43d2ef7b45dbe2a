import { native } from './native.js';
import { Tensor } from './tensor.js';

/** Numbers of the tensors found anywhere in `value`: in arrays, maps, sets and objects. */
function tensorsIn(value: unknown, found: number[], seen: Set<object>): number[] {
  if (typeof value !== 'object' || value === null) return found;
  if (value instanceof Tensor) {
    found.push(value.id);
    return found;
  }
  if (ArrayBuffer.isView(value) || seen.has(value)) return found;
  seen.add(value);
  const children =
    value instanceof Map || value instanceof Set ? [...value].flat() : Object.values(value);
  for (const child of children) tensorsIn(child, found, seen);
  return found;
}

/**
 * Runs `body`, then frees every tensor it made except those in its result, which pass to the
 * enclosing scope. Parameters and tensors kept with `keep` belong to no scope. Frees on a throw
 * too. Throws TypeError when `body` returns a promise: a scope must finish synchronously.
 */
export function scope<T>(body: () => T): T {
  native.enterScope();
  let survivors: number[] | null = null;
  try {
    const result = body();
    if (result instanceof Promise) throw new TypeError('a scope must finish synchronously');
    if (typeof result === 'object') survivors = tensorsIn(result, [], new Set());
    return result;
  } finally {
    native.leaveScope(survivors);
  }
}

/** Takes `tensor` out of every scope: it lives until `dispose()`. */
export function keep<T extends Tensor>(tensor: T): T {
  native.keep(tensor.id);
  return tensor;
}

/** Number of tensors that JavaScript holds now. */
export const liveTensors = (): number => native.liveTensors();

/** Bytes of the memory behind the tensors that JavaScript holds now; shared memory counts once. */
export const liveBytes = (): number => native.liveBytes();
