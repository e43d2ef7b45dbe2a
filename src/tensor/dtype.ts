/** Element types, with their numbers in `c10::ScalarType`. */
const codes = {
  uint8: 0,
  int8: 1,
  int16: 2,
  int32: 3,
  int64: 4,
  float16: 5,
  float32: 6,
  float64: 7,
  bool: 11,
  bfloat16: 15,
} as const;

/** The type of a tensor's elements. */
export type DType = keyof typeof codes;

/** libtorch's number of an element type. */
export function code(dtype: DType): number;
export function code(dtype: DType | null | undefined): number | undefined;
export function code(dtype: DType | null | undefined): number | undefined {
  return dtype ? codes[dtype] : undefined;
}

const names = new Map<number, DType>(
  Object.entries(codes).map(([name, number]) => [number, name as DType]),
);

/** The element type with libtorch's number `number`; throws for types the project does not use. */
export function dtypeOf(number: number): DType {
  const name = names.get(number);
  if (!name) throw new TypeError(`element type ${number} of libtorch is not one the engine knows`);
  return name;
}

/** Bytes that one element takes. */
export function bytesPerElement(dtype: DType): number {
  if (dtype === 'float64' || dtype === 'int64') return 8;
  if (dtype === 'float32' || dtype === 'int32') return 4;
  return dtype === 'float16' || dtype === 'bfloat16' || dtype === 'int16' ? 2 : 1;
}
