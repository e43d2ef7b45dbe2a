import { wrapWith } from './dispatch.js';
import { code, type DType, dtypeOf } from './dtype.js';
import { native } from './native.js';
import { full, TensorOperators } from './operators.gen.js';

/** Arrays whose elements a tensor can hold as they are. */
export type ElementArray =
  | Float32Array
  | Float64Array
  | Int32Array
  | BigInt64Array
  | Uint8Array
  | Uint16Array;

/**
 * One libtorch tensor. It lives until the scope it was made in ends, or until `dispose()`; using it
 * after that throws ReferenceError.
 */
export class Tensor extends TensorOperators {
  /** @internal the tensor's number in the addon's slab (native/tensors.h) */
  readonly id: number;

  /** @internal */
  constructor(id: number) {
    super();
    this.id = id;
  }

  /** Length of each dimension. */
  get shape(): number[] {
    return native.shape(this.id);
  }

  get dtype(): DType {
    return dtypeOf(native.dtype(this.id));
  }

  /** `cpu` or `cuda:N`. */
  get device(): string {
    return native.device(this.id);
  }

  get requiresGrad(): boolean {
    return native.requiresGradient(this.id);
  }

  /** Marks a leaf whose gradient `backward` shall compute, or unmarks it. */
  requireGrad(required = true): this {
    native.requireGradient(this.id, required);
    return this;
  }

  /** The gradient that `backward` has summed up for this leaf, or null. */
  get grad(): Tensor | null {
    const [id] = native.gradients([this.id]);
    return typeof id === 'number' ? new Tensor(id) : null;
  }

  /**
   * Elements in order, as numbers of float64 precision (int64 beyond 2^53 lose their last bits);
   * copies. For loops over many elements prefer `toFloat32Array`.
   */
  toArray(): number[] {
    return Array.from(new Float64Array(this.#elements('float64')));
  }

  /** Elements in order as float32; a copy, converted when the tensor has another type. */
  toFloat32Array(): Float32Array {
    return new Float32Array(this.#elements('float32'));
  }

  /** Elements in order as int32; a copy, converted when the tensor has another type. */
  toInt32Array(): Int32Array {
    return new Int32Array(this.#elements('int32'));
  }

  /**
   * The elements' bytes in order. With `share` no copy is made where the tensor lies contiguous in
   * host memory: writing to the bytes then writes to the tensor, and the memory lives as long as
   * either. Default: a copy.
   */
  toBytes({ share = false } = {}): Uint8Array {
    return new Uint8Array(native.toArrayBuffer(this.id, share));
  }

  #elements(dtype: DType): ArrayBuffer {
    const converted = this.to({ dtype });
    const elements = native.toArrayBuffer(converted.id, false);
    converted.dispose();
    return elements;
  }

  /** Frees the tensor now; nothing happens when it is gone already. */
  dispose(): void {
    native.free(this.id);
  }
}
wrapWith((id) => new Tensor(id));

const elementTypes = new Map<unknown, DType>([
  [Float32Array, 'float32'],
  [Float64Array, 'float64'],
  [Int32Array, 'int32'],
  [BigInt64Array, 'int64'],
  [Uint8Array, 'uint8'],
]);

/**
 * A tensor on the host with the elements of `array`.
 *
 * @param array its class gives the element type; a Uint16Array needs `dtype` 'bfloat16' or
 *   'float16', whose bits it holds
 * @param shape its product must be the array's length
 * @param options.dtype reads the array's bytes as this type instead
 * @param options.share uses the array's own memory instead of a copy; the array must not be
 *   detached or resized while the tensor lives
 */
export function tensor(
  array: ElementArray,
  shape: readonly number[],
  { dtype, share = false }: { dtype?: DType; share?: boolean } = {},
): Tensor {
  const type = dtype ?? elementTypes.get(array.constructor);
  if (!type) throw new TypeError(`a ${array.constructor.name} needs the option \`dtype\``);
  return new Tensor(native.fromArray(array, shape, code(type), share));
}

/** The parameters made without elements; null where they have some. */
let outlined: Parameter[] | null = null;

/**
 * Runs `body`, in which `Parameter.filled` gives shapes that take no memory and have no elements: to
 * see what a model would be. Those made before a throw are freed. No other tensors are concerned.
 */
export function withoutElements<T>(body: () => T): T {
  const before = outlined;
  const made: Parameter[] = [];
  outlined = made;
  try {
    return body();
  } catch (error) {
    for (const parameter of made) parameter.dispose();
    throw error;
  } finally {
    outlined = before;
  }
}

/** A tensor that an optimizer trains. It belongs to no scope: it lives until `dispose()`. */
export class Parameter extends Tensor {
  /** Copies the elements of `value`, which stays as it is. */
  constructor(value: Tensor) {
    const detached = value.detach();
    super(detached.clone().id);
    detached.dispose();
    native.keep(this.id);
    this.requireGrad();
  }

  /** A float32 parameter with every element `value`. */
  static filled(shape: readonly number[], value: number): Parameter {
    const device = outlined ? { device: 'meta' } : {};
    const elements = full(shape, value, { dtype: 'float32', ...device });
    const parameter = new Parameter(elements);
    elements.dispose();
    outlined?.push(parameter);
    return parameter;
  }

  /** Moves the elements to another device, in place; the gradient so far is dropped. */
  moveTo(device: string): void {
    const detached = this.detach();
    const moved = detached.to({ device });
    this.share(moved);
    for (const tensor of [moved, detached]) tensor.dispose();
  }

  /** Takes the elements of `value`, whose memory both share from then on; drops its gradient. */
  share(value: Tensor): void {
    native.clearGradients([this.id]);
    native.setData(this.id, value.id);
  }
}
