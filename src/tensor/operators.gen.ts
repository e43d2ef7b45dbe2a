// Generated from libtorch's operator schemas by tools/generate-operators.ts. Do not edit.
import { call, ids, prepare, wrap } from './dispatch.js';
import { code, type DType } from './dtype.js';
import type { Tensor } from './tensor.js';

prepare([
  ['add.Tensor', ['self', 'other', 'alpha']],
  ['add.Scalar', ['self', 'other', 'alpha']],
  ['sub.Tensor', ['self', 'other', 'alpha']],
  ['sub.Scalar', ['self', 'other', 'alpha']],
  ['mul.Tensor', ['self', 'other']],
  ['mul.Scalar', ['self', 'other']],
  ['div.Tensor', ['self', 'other']],
  ['div.Scalar', ['self', 'other']],
  ['pow.Tensor_Tensor', ['self', 'exponent']],
  ['pow.Tensor_Scalar', ['self', 'exponent']],
  ['addcmul', ['self', 'tensor1', 'tensor2', 'value']],
  ['abs', ['self']],
  ['neg', ['self']],
  ['sign', ['self']],
  ['square', ['self']],
  ['sqrt', ['self']],
  ['rsqrt', ['self']],
  ['reciprocal', ['self']],
  ['exp', ['self']],
  ['log', ['self']],
  ['sin', ['self']],
  ['cos', ['self']],
  ['erf', ['self']],
  ['tanh', ['self']],
  ['sigmoid', ['self']],
  ['relu', ['self']],
  ['gelu', ['self', 'approximate']],
  ['silu', ['self']],
  ['clamp', ['self', 'min', 'max']],
  ['maximum', ['self', 'other']],
  ['minimum', ['self', 'other']],
  ['isfinite', ['self']],
  ['eq.Tensor', ['self', 'other']],
  ['eq.Scalar', ['self', 'other']],
  ['ne.Tensor', ['self', 'other']],
  ['ne.Scalar', ['self', 'other']],
  ['lt.Tensor', ['self', 'other']],
  ['lt.Scalar', ['self', 'other']],
  ['le.Tensor', ['self', 'other']],
  ['le.Scalar', ['self', 'other']],
  ['gt.Tensor', ['self', 'other']],
  ['gt.Scalar', ['self', 'other']],
  ['ge.Tensor', ['self', 'other']],
  ['ge.Scalar', ['self', 'other']],
  ['logical_and', ['self', 'other']],
  ['logical_or', ['self', 'other']],
  ['logical_not', ['self']],
  ['where.self', ['condition', 'self', 'other']],
  ['equal', ['self', 'other']],
  ['allclose', ['self', 'other', 'rtol', 'atol', 'equal_nan']],
  ['sum', ['self', 'dtype']],
  ['sum.dim_IntList', ['self', 'dim', 'keepdim', 'dtype']],
  ['mean', ['self', 'dtype']],
  ['mean.dim', ['self', 'dim', 'keepdim', 'dtype']],
  ['amax', ['self', 'dim', 'keepdim']],
  ['amin', ['self', 'dim', 'keepdim']],
  ['max', ['self']],
  ['max.dim', ['self', 'dim', 'keepdim']],
  ['argmax', ['self', 'dim', 'keepdim']],
  ['all', ['self']],
  ['any', ['self']],
  ['logsumexp', ['self', 'dim', 'keepdim']],
  ['cumsum', ['self', 'dim', 'dtype']],
  ['topk', ['self', 'k', 'dim', 'largest', 'sorted']],
  ['linalg_vector_norm', ['self', 'ord', 'dim', 'keepdim', 'dtype']],
  ['view', ['self', 'size']],
  ['view.dtype', ['self', 'dtype']],
  ['reshape', ['self', 'shape']],
  ['flatten.using_ints', ['self', 'start_dim', 'end_dim']],
  ['transpose.int', ['self', 'dim0', 'dim1']],
  ['permute', ['self', 'dims']],
  ['slice.Tensor', ['self', 'dim', 'start', 'end', 'step']],
  ['select.int', ['self', 'dim', 'index']],
  ['unsqueeze', ['self', 'dim']],
  ['squeeze.dim', ['self', 'dim']],
  ['expand', ['self', 'size', 'implicit']],
  ['repeat', ['self', 'repeats']],
  ['contiguous', ['self']],
  ['chunk', ['self', 'chunks', 'dim']],
  ['split.Tensor', ['self', 'split_size', 'dim']],
  ['unbind.int', ['self', 'dim']],
  ['flip', ['self', 'dims']],
  ['tril', ['self', 'diagonal']],
  ['triu', ['self', 'diagonal']],
  ['cat', ['tensors', 'dim']],
  ['stack', ['tensors', 'dim']],
  ['index.Tensor', ['self', 'indices']],
  ['index_put_', ['self', 'indices', 'values', 'accumulate']],
  ['index_select', ['self', 'dim', 'index']],
  ['index_add_', ['self', 'dim', 'index', 'source', 'alpha']],
  ['gather', ['self', 'dim', 'index', 'sparse_grad']],
  ['masked_fill.Scalar', ['self', 'mask', 'value']],
  ['embedding', ['weight', 'indices', 'padding_idx', 'scale_grad_by_freq', 'sparse']],
  ['matmul', ['self', 'other']],
  ['mm', ['self', 'mat2']],
  ['bmm', ['self', 'mat2']],
  ['addmm', ['self', 'mat1', 'mat2', 'beta', 'alpha']],
  ['baddbmm', ['self', 'batch1', 'batch2', 'beta', 'alpha']],
  ['outer', ['self', 'vec2']],
  ['linalg_cholesky', ['self', 'upper']],
  ['cholesky_solve', ['self', 'input2', 'upper']],
  ['linear', ['input', 'weight', 'bias']],
  ['layer_norm', ['input', 'normalized_shape', 'weight', 'bias', 'eps', 'cudnn_enable']],
  ['rms_norm', ['input', 'normalized_shape', 'weight', 'eps']],
  ['softmax.int', ['self', 'dim', 'dtype']],
  ['log_softmax.int', ['self', 'dim', 'dtype']],
  ['dropout', ['input', 'p', 'train']],
  ['conv2d', ['input', 'weight', 'bias', 'stride', 'padding', 'dilation', 'groups']],
  ['credence::depthwise_convolution', ['x', 'weight', 'bias']],
  ['credence::response_norm', ['x', 'weight', 'bias', 'eps']],
  [
    'scaled_dot_product_attention',
    ['query', 'key', 'value', 'attn_mask', 'dropout_p', 'is_causal', 'scale', 'enable_gqa'],
  ],
  ['credence::short_attention', ['qkv', 'cos', 'sin', 'positions', 'mask']],
  ['credence::rotate', ['x', 'cos', 'sin', 'neighbours']],
  ['credence::rotate_queries_and_keys', ['qkv', 'cos', 'sin', 'neighbours']],
  [
    'credence::packed_attention',
    ['query', 'key', 'value', 'starts', 'lengths', 'dropout', 'scale', 'window'],
  ],
  ['credence::takes_packed_texts', ['heads']],
  [
    'cross_entropy_loss',
    ['self', 'target', 'weight', 'reduction', 'ignore_index', 'label_smoothing'],
  ],
  ['credence::cross_entropy_with_gradient', ['logits', 'targets', 'scale']],
  ['zeros', ['size', 'dtype', 'device', 'pin_memory']],
  ['ones', ['size', 'dtype', 'device', 'pin_memory']],
  ['full', ['size', 'fill_value', 'dtype', 'device', 'pin_memory']],
  ['empty.memory_format', ['size', 'dtype', 'device', 'pin_memory']],
  ['arange.start_step', ['start', 'end', 'step', 'dtype', 'device', 'pin_memory']],
  ['eye', ['n', 'dtype', 'device', 'pin_memory']],
  ['rand', ['size', 'dtype', 'device', 'pin_memory']],
  ['randn', ['size', 'dtype', 'device', 'pin_memory']],
  ['randint.low', ['low', 'high', 'size', 'dtype', 'device', 'pin_memory']],
  ['randperm', ['n', 'dtype', 'device', 'pin_memory']],
  ['zeros_like', ['self', 'dtype', 'device', 'pin_memory']],
  ['ones_like', ['self', 'dtype', 'device', 'pin_memory']],
  ['empty_like', ['self', 'dtype', 'device', 'pin_memory']],
  ['to.dtype_layout', ['self', 'dtype', 'device', 'pin_memory', 'non_blocking', 'copy']],
  ['pin_memory', ['self', 'device']],
  ['detach', ['self']],
  ['clone', ['self']],
  ['item', ['self']],
  ['from_file', ['filename', 'shared', 'size', 'dtype', 'device', 'pin_memory']],
  ['add_.Tensor', ['self', 'other', 'alpha']],
  ['add_.Scalar', ['self', 'other', 'alpha']],
  ['sub_.Tensor', ['self', 'other', 'alpha']],
  ['sub_.Scalar', ['self', 'other', 'alpha']],
  ['mul_.Tensor', ['self', 'other']],
  ['mul_.Scalar', ['self', 'other']],
  ['div_.Tensor', ['self', 'other']],
  ['div_.Scalar', ['self', 'other']],
  ['clamp_', ['self', 'min', 'max']],
  ['addcmul_', ['self', 'tensor1', 'tensor2', 'value']],
  ['lerp_.Scalar', ['self', 'end', 'weight']],
  ['copy_', ['self', 'src', 'non_blocking']],
  ['fill_.Scalar', ['self', 'value']],
  ['zero_', ['self']],
  ['normal_', ['self', 'mean', 'std']],
  ['uniform_', ['self', 'from', 'to']],
  [
    '_fused_adamw_',
    [
      'self',
      'grads',
      'exp_avgs',
      'exp_avg_sqs',
      'max_exp_avg_sqs',
      'state_steps',
      'lr',
      'beta1',
      'beta2',
      'weight_decay',
      'eps',
      'amsgrad',
      'maximize',
      'grad_scale',
      'found_inf',
    ],
  ],
  [
    'credence::adafactor_',
    [
      'self',
      'gradient',
      'row_means',
      'column_means',
      'factor',
      'rate',
      'decay',
      'eps',
      'clip',
      'least',
      'weight_decay',
    ],
  ],
  [
    '_fused_sgd_',
    [
      'self',
      'grads',
      'momentum_buffer_list',
      'weight_decay',
      'momentum',
      'lr',
      'dampening',
      'nesterov',
      'maximize',
      'is_first_step',
      'grad_scale',
      'found_inf',
    ],
  ],
  ['_foreach_add_.List', ['self', 'other', 'alpha']],
  ['_foreach_add_.Scalar', ['self', 'scalar']],
  ['_foreach_mul.List', ['self', 'other']],
  ['_foreach_mul_.List', ['self', 'other']],
  ['_foreach_mul_.Scalar', ['self', 'scalar']],
  ['_foreach_mul_.Tensor', ['self', 'other']],
  ['_foreach_div_.List', ['self', 'other']],
  ['_foreach_div_.ScalarList', ['self', 'scalars']],
  ['_foreach_clamp_min_.Scalar', ['self', 'scalar']],
  ['_foreach_lerp_.Scalar', ['self', 'tensors1', 'weight']],
  ['_foreach_rsqrt', ['self']],
  ['_foreach_reciprocal_', ['self']],
  ['_foreach_norm.Scalar', ['self', 'ord', 'dtype']],
]);

/** The operators whose first argument is a tensor. */
export abstract class TensorOperators {
  abstract readonly id: number;

  /** `add.Tensor`, `add.Scalar`. Defaults: `alpha` 1. */
  add(other: Tensor | number, { alpha }: { alpha?: number } = {}): Tensor {
    if (typeof other === 'number') {
      return wrap(call(1, this.id, other, alpha) as number);
    }
    return wrap(call(0, this.id, other.id, alpha) as number);
  }

  /** `sub.Tensor`, `sub.Scalar`. Defaults: `alpha` 1. */
  sub(other: Tensor | number, { alpha }: { alpha?: number } = {}): Tensor {
    if (typeof other === 'number') {
      return wrap(call(3, this.id, other, alpha) as number);
    }
    return wrap(call(2, this.id, other.id, alpha) as number);
  }

  /** `mul.Tensor`, `mul.Scalar`. */
  mul(other: Tensor | number): Tensor {
    if (typeof other === 'number') {
      return wrap(call(5, this.id, other) as number);
    }
    return wrap(call(4, this.id, other.id) as number);
  }

  /** `div.Tensor`, `div.Scalar`. */
  div(other: Tensor | number): Tensor {
    if (typeof other === 'number') {
      return wrap(call(7, this.id, other) as number);
    }
    return wrap(call(6, this.id, other.id) as number);
  }

  /** `pow.Tensor_Tensor`, `pow.Tensor_Scalar`. */
  pow(exponent: Tensor | number): Tensor {
    if (typeof exponent === 'number') {
      return wrap(call(9, this.id, exponent) as number);
    }
    return wrap(call(8, this.id, exponent.id) as number);
  }

  /** `addcmul`. Defaults: `value` 1. */
  addcmul(tensor1: Tensor, tensor2: Tensor, { value }: { value?: number } = {}): Tensor {
    return wrap(call(10, this.id, tensor1.id, tensor2.id, value) as number);
  }

  /** `abs`. */
  abs(): Tensor {
    return wrap(call(11, this.id) as number);
  }

  /** `neg`. */
  neg(): Tensor {
    return wrap(call(12, this.id) as number);
  }

  /** `sign`. */
  sign(): Tensor {
    return wrap(call(13, this.id) as number);
  }

  /** `square`. */
  square(): Tensor {
    return wrap(call(14, this.id) as number);
  }

  /** `sqrt`. */
  sqrt(): Tensor {
    return wrap(call(15, this.id) as number);
  }

  /** `rsqrt`. */
  rsqrt(): Tensor {
    return wrap(call(16, this.id) as number);
  }

  /** `reciprocal`. */
  reciprocal(): Tensor {
    return wrap(call(17, this.id) as number);
  }

  /** `exp`. */
  exp(): Tensor {
    return wrap(call(18, this.id) as number);
  }

  /** `log`. */
  log(): Tensor {
    return wrap(call(19, this.id) as number);
  }

  /** `sin`. */
  sin(): Tensor {
    return wrap(call(20, this.id) as number);
  }

  /** `cos`. */
  cos(): Tensor {
    return wrap(call(21, this.id) as number);
  }

  /** `erf`. */
  erf(): Tensor {
    return wrap(call(22, this.id) as number);
  }

  /** `tanh`. */
  tanh(): Tensor {
    return wrap(call(23, this.id) as number);
  }

  /** `sigmoid`. */
  sigmoid(): Tensor {
    return wrap(call(24, this.id) as number);
  }

  /** `relu`. */
  relu(): Tensor {
    return wrap(call(25, this.id) as number);
  }

  /** `gelu`. Defaults: `approximate` "none". */
  gelu({ approximate }: { approximate?: string } = {}): Tensor {
    return wrap(call(26, this.id, approximate) as number);
  }

  /** `silu`. */
  silu(): Tensor {
    return wrap(call(27, this.id) as number);
  }

  /** `clamp`. Defaults: `min` None, `max` None. */
  clamp({ min, max }: { min?: number | null; max?: number | null } = {}): Tensor {
    return wrap(call(28, this.id, min, max) as number);
  }

  /** `maximum`. */
  maximum(other: Tensor): Tensor {
    return wrap(call(29, this.id, other.id) as number);
  }

  /** `minimum`. */
  minimum(other: Tensor): Tensor {
    return wrap(call(30, this.id, other.id) as number);
  }

  /** `isfinite`. */
  isfinite(): Tensor {
    return wrap(call(31, this.id) as number);
  }

  /** `eq.Tensor`, `eq.Scalar`. */
  eq(other: Tensor | number): Tensor {
    if (typeof other === 'number') {
      return wrap(call(33, this.id, other) as number);
    }
    return wrap(call(32, this.id, other.id) as number);
  }

  /** `ne.Tensor`, `ne.Scalar`. */
  ne(other: Tensor | number): Tensor {
    if (typeof other === 'number') {
      return wrap(call(35, this.id, other) as number);
    }
    return wrap(call(34, this.id, other.id) as number);
  }

  /** `lt.Tensor`, `lt.Scalar`. */
  lt(other: Tensor | number): Tensor {
    if (typeof other === 'number') {
      return wrap(call(37, this.id, other) as number);
    }
    return wrap(call(36, this.id, other.id) as number);
  }

  /** `le.Tensor`, `le.Scalar`. */
  le(other: Tensor | number): Tensor {
    if (typeof other === 'number') {
      return wrap(call(39, this.id, other) as number);
    }
    return wrap(call(38, this.id, other.id) as number);
  }

  /** `gt.Tensor`, `gt.Scalar`. */
  gt(other: Tensor | number): Tensor {
    if (typeof other === 'number') {
      return wrap(call(41, this.id, other) as number);
    }
    return wrap(call(40, this.id, other.id) as number);
  }

  /** `ge.Tensor`, `ge.Scalar`. */
  ge(other: Tensor | number): Tensor {
    if (typeof other === 'number') {
      return wrap(call(43, this.id, other) as number);
    }
    return wrap(call(42, this.id, other.id) as number);
  }

  /** `logical_and`. */
  logicalAnd(other: Tensor): Tensor {
    return wrap(call(44, this.id, other.id) as number);
  }

  /** `logical_or`. */
  logicalOr(other: Tensor): Tensor {
    return wrap(call(45, this.id, other.id) as number);
  }

  /** `logical_not`. */
  logicalNot(): Tensor {
    return wrap(call(46, this.id) as number);
  }

  /** `where.self`. */
  where(self: Tensor, other: Tensor): Tensor {
    return wrap(call(47, this.id, self.id, other.id) as number);
  }

  /** `equal`. */
  equal(other: Tensor): boolean {
    return call(48, this.id, other.id) as boolean;
  }

  /** `allclose`. Defaults: `rtol` 1.0000000000000001e-05, `atol` 1e-08, `equalNan` False. */
  allclose(
    other: Tensor,
    { rtol, atol, equalNan }: { rtol?: number; atol?: number; equalNan?: boolean } = {},
  ): boolean {
    return call(49, this.id, other.id, rtol, atol, equalNan) as boolean;
  }

  /** `sum`. Defaults: `dtype` None. */
  sum({ dtype }: { dtype?: DType | null } = {}): Tensor {
    return wrap(call(50, this.id, code(dtype)) as number);
  }

  /** `sum.dim_IntList`. Defaults: `keepdim` False, `dtype` None. */
  sumOver(
    dim: readonly number[] | null,
    { keepdim, dtype }: { keepdim?: boolean; dtype?: DType | null } = {},
  ): Tensor {
    return wrap(call(51, this.id, dim, keepdim, code(dtype)) as number);
  }

  /** `mean`. Defaults: `dtype` None. */
  mean({ dtype }: { dtype?: DType | null } = {}): Tensor {
    return wrap(call(52, this.id, code(dtype)) as number);
  }

  /** `mean.dim`. Defaults: `keepdim` False, `dtype` None. */
  meanOver(
    dim: readonly number[] | null,
    { keepdim, dtype }: { keepdim?: boolean; dtype?: DType | null } = {},
  ): Tensor {
    return wrap(call(53, this.id, dim, keepdim, code(dtype)) as number);
  }

  /** `amax`. Defaults: `dim` [], `keepdim` False. */
  amax({ dim, keepdim }: { dim?: readonly number[]; keepdim?: boolean } = {}): Tensor {
    return wrap(call(54, this.id, dim, keepdim) as number);
  }

  /** `amin`. Defaults: `dim` [], `keepdim` False. */
  amin({ dim, keepdim }: { dim?: readonly number[]; keepdim?: boolean } = {}): Tensor {
    return wrap(call(55, this.id, dim, keepdim) as number);
  }

  /** `max`. */
  max(): Tensor {
    return wrap(call(56, this.id) as number);
  }

  /** `max.dim`. Defaults: `keepdim` False. */
  maxOver(
    dim: number,
    { keepdim }: { keepdim?: boolean } = {},
  ): { values: Tensor; indices: Tensor } {
    const [r0, r1] = call(57, this.id, dim, keepdim) as [number, number];
    return { values: wrap(r0), indices: wrap(r1) };
  }

  /** `argmax`. Defaults: `dim` None, `keepdim` False. */
  argmax({ dim, keepdim }: { dim?: number | null; keepdim?: boolean } = {}): Tensor {
    return wrap(call(58, this.id, dim, keepdim) as number);
  }

  /** `all`. */
  all(): Tensor {
    return wrap(call(59, this.id) as number);
  }

  /** `any`. */
  any(): Tensor {
    return wrap(call(60, this.id) as number);
  }

  /** `logsumexp`. Defaults: `keepdim` False. */
  logsumexp(dim: readonly number[], { keepdim }: { keepdim?: boolean } = {}): Tensor {
    return wrap(call(61, this.id, dim, keepdim) as number);
  }

  /** `cumsum`. Defaults: `dtype` None. */
  cumsum(dim: number, { dtype }: { dtype?: DType | null } = {}): Tensor {
    return wrap(call(62, this.id, dim, code(dtype)) as number);
  }

  /** `topk`. Defaults: `dim` -1, `largest` True, `sorted` True. */
  topk(
    k: number,
    { dim, largest, sorted }: { dim?: number; largest?: boolean; sorted?: boolean } = {},
  ): { values: Tensor; indices: Tensor } {
    const [r0, r1] = call(63, this.id, k, dim, largest, sorted) as [number, number];
    return { values: wrap(r0), indices: wrap(r1) };
  }

  /** `linalg_vector_norm`. Defaults: `ord` 2, `dim` None, `keepdim` False, `dtype` None. */
  vectorNorm({
    ord,
    dim,
    keepdim,
    dtype,
  }: {
    ord?: number;
    dim?: readonly number[] | null;
    keepdim?: boolean;
    dtype?: DType | null;
  } = {}): Tensor {
    return wrap(call(64, this.id, ord, dim, keepdim, code(dtype)) as number);
  }

  /** `view`. */
  view(size: readonly number[]): Tensor {
    return wrap(call(65, this.id, size) as number);
  }

  /** `view.dtype`. */
  viewAs(dtype: DType): Tensor {
    return wrap(call(66, this.id, code(dtype)) as number);
  }

  /** `reshape`. */
  reshape(shape: readonly number[]): Tensor {
    return wrap(call(67, this.id, shape) as number);
  }

  /** `flatten.using_ints`. Defaults: `startDim` 0, `endDim` -1. */
  flatten({ startDim, endDim }: { startDim?: number; endDim?: number } = {}): Tensor {
    return wrap(call(68, this.id, startDim, endDim) as number);
  }

  /** `transpose.int`. */
  transpose(dim0: number, dim1: number): Tensor {
    return wrap(call(69, this.id, dim0, dim1) as number);
  }

  /** `permute`. */
  permute(dims: readonly number[]): Tensor {
    return wrap(call(70, this.id, dims) as number);
  }

  /** `slice.Tensor`. Defaults: `dim` 0, `start` None, `end` None, `step` 1. */
  slice({
    dim,
    start,
    end,
    step,
  }: {
    dim?: number;
    start?: number | null;
    end?: number | null;
    step?: number;
  } = {}): Tensor {
    return wrap(call(71, this.id, dim, start, end, step) as number);
  }

  /** `select.int`. */
  select(dim: number, index: number): Tensor {
    return wrap(call(72, this.id, dim, index) as number);
  }

  /** `unsqueeze`. */
  unsqueeze(dim: number): Tensor {
    return wrap(call(73, this.id, dim) as number);
  }

  /** `squeeze.dim`. */
  squeeze(dim: number): Tensor {
    return wrap(call(74, this.id, dim) as number);
  }

  /** `expand`. Defaults: `implicit` False. */
  expand(size: readonly number[], { implicit }: { implicit?: boolean } = {}): Tensor {
    return wrap(call(75, this.id, size, implicit) as number);
  }

  /** `repeat`. */
  repeat(repeats: readonly number[]): Tensor {
    return wrap(call(76, this.id, repeats) as number);
  }

  /** `contiguous`. */
  contiguous(): Tensor {
    return wrap(call(77, this.id) as number);
  }

  /** `chunk`. Defaults: `dim` 0. */
  chunk(chunks: number, { dim }: { dim?: number } = {}): Tensor[] {
    return (call(78, this.id, chunks, dim) as number[]).map(wrap);
  }

  /** `split.Tensor`. Defaults: `dim` 0. */
  split(splitSize: number, { dim }: { dim?: number } = {}): Tensor[] {
    return (call(79, this.id, splitSize, dim) as number[]).map(wrap);
  }

  /** `unbind.int`. Defaults: `dim` 0. */
  unbind({ dim }: { dim?: number } = {}): Tensor[] {
    return (call(80, this.id, dim) as number[]).map(wrap);
  }

  /** `flip`. */
  flip(dims: readonly number[]): Tensor {
    return wrap(call(81, this.id, dims) as number);
  }

  /** `tril`. Defaults: `diagonal` 0. */
  tril({ diagonal }: { diagonal?: number } = {}): Tensor {
    return wrap(call(82, this.id, diagonal) as number);
  }

  /** `triu`. Defaults: `diagonal` 0. */
  triu({ diagonal }: { diagonal?: number } = {}): Tensor {
    return wrap(call(83, this.id, diagonal) as number);
  }

  /** `index.Tensor`. */
  index(indices: readonly (Tensor | null)[]): Tensor {
    return wrap(call(86, this.id, ids(indices)) as number);
  }

  /** `index_put_`. Defaults: `accumulate` False. */
  indexPut_(
    indices: readonly (Tensor | null)[],
    values: Tensor,
    { accumulate }: { accumulate?: boolean } = {},
  ): this {
    call(87, this.id, ids(indices), values.id, accumulate);
    return this;
  }

  /** `index_select`. */
  indexSelect(dim: number, index: Tensor): Tensor {
    return wrap(call(88, this.id, dim, index.id) as number);
  }

  /** `index_add_`. Defaults: `alpha` 1. */
  indexAdd_(dim: number, index: Tensor, source: Tensor, { alpha }: { alpha?: number } = {}): this {
    call(89, this.id, dim, index.id, source.id, alpha);
    return this;
  }

  /** `gather`. Defaults: `sparseGrad` False. */
  gather(dim: number, index: Tensor, { sparseGrad }: { sparseGrad?: boolean } = {}): Tensor {
    return wrap(call(90, this.id, dim, index.id, sparseGrad) as number);
  }

  /** `masked_fill.Scalar`. */
  maskedFill(mask: Tensor, value: number): Tensor {
    return wrap(call(91, this.id, mask.id, value) as number);
  }

  /** `embedding`. Defaults: `paddingIdx` -1, `scaleGradByFreq` False, `sparse` False. */
  embedding(
    indices: Tensor,
    {
      paddingIdx,
      scaleGradByFreq,
      sparse,
    }: { paddingIdx?: number; scaleGradByFreq?: boolean; sparse?: boolean } = {},
  ): Tensor {
    return wrap(call(92, this.id, indices.id, paddingIdx, scaleGradByFreq, sparse) as number);
  }

  /** `matmul`. */
  matmul(other: Tensor): Tensor {
    return wrap(call(93, this.id, other.id) as number);
  }

  /** `mm`. */
  mm(mat2: Tensor): Tensor {
    return wrap(call(94, this.id, mat2.id) as number);
  }

  /** `bmm`. */
  bmm(mat2: Tensor): Tensor {
    return wrap(call(95, this.id, mat2.id) as number);
  }

  /** `addmm`. Defaults: `beta` 1, `alpha` 1. */
  addmm(
    mat1: Tensor,
    mat2: Tensor,
    { beta, alpha }: { beta?: number; alpha?: number } = {},
  ): Tensor {
    return wrap(call(96, this.id, mat1.id, mat2.id, beta, alpha) as number);
  }

  /** `baddbmm`. Defaults: `beta` 1, `alpha` 1. */
  baddbmm(
    batch1: Tensor,
    batch2: Tensor,
    { beta, alpha }: { beta?: number; alpha?: number } = {},
  ): Tensor {
    return wrap(call(97, this.id, batch1.id, batch2.id, beta, alpha) as number);
  }

  /** `outer`. */
  outer(vec2: Tensor): Tensor {
    return wrap(call(98, this.id, vec2.id) as number);
  }

  /** `linalg_cholesky`. Defaults: `upper` False. */
  linalgCholesky({ upper }: { upper?: boolean } = {}): Tensor {
    return wrap(call(99, this.id, upper) as number);
  }

  /** `cholesky_solve`. Defaults: `upper` False. */
  choleskySolve(input2: Tensor, { upper }: { upper?: boolean } = {}): Tensor {
    return wrap(call(100, this.id, input2.id, upper) as number);
  }

  /** `linear`. Defaults: `bias` None. */
  linear(weight: Tensor, { bias }: { bias?: Tensor | null } = {}): Tensor {
    return wrap(call(101, this.id, weight.id, bias?.id) as number);
  }

  /** `layer_norm`. Defaults: `weight` None, `bias` None, `eps` 1.0000000000000001e-05, `cudnnEnable` True. */
  layerNorm(
    normalizedShape: readonly number[],
    {
      weight,
      bias,
      eps,
      cudnnEnable,
    }: { weight?: Tensor | null; bias?: Tensor | null; eps?: number; cudnnEnable?: boolean } = {},
  ): Tensor {
    return wrap(
      call(102, this.id, normalizedShape, weight?.id, bias?.id, eps, cudnnEnable) as number,
    );
  }

  /** `rms_norm`. Defaults: `weight` None, `eps` None. */
  rmsNorm(
    normalizedShape: readonly number[],
    { weight, eps }: { weight?: Tensor | null; eps?: number | null } = {},
  ): Tensor {
    return wrap(call(103, this.id, normalizedShape, weight?.id, eps) as number);
  }

  /** `softmax.int`. Defaults: `dtype` None. */
  softmax(dim: number, { dtype }: { dtype?: DType | null } = {}): Tensor {
    return wrap(call(104, this.id, dim, code(dtype)) as number);
  }

  /** `log_softmax.int`. Defaults: `dtype` None. */
  logSoftmax(dim: number, { dtype }: { dtype?: DType | null } = {}): Tensor {
    return wrap(call(105, this.id, dim, code(dtype)) as number);
  }

  /** `dropout`. */
  dropout(p: number, train: boolean): Tensor {
    return wrap(call(106, this.id, p, train) as number);
  }

  /** `conv2d`. Defaults: `bias` None, `stride` [1, 1], `padding` [0, 0], `dilation` [1, 1], `groups` 1. */
  conv2d(
    weight: Tensor,
    {
      bias,
      stride,
      padding,
      dilation,
      groups,
    }: {
      bias?: Tensor | null;
      stride?: readonly number[];
      padding?: readonly number[];
      dilation?: readonly number[];
      groups?: number;
    } = {},
  ): Tensor {
    return wrap(
      call(107, this.id, weight.id, bias?.id, stride, padding, dilation, groups) as number,
    );
  }

  /** `credence::depthwise_convolution`. */
  depthwiseConvolution(weight: Tensor, bias: Tensor): Tensor {
    return wrap(call(108, this.id, weight.id, bias.id) as number);
  }

  /** `credence::response_norm`. */
  responseNorm(weight: Tensor, bias: Tensor, eps: number): Tensor {
    return wrap(call(109, this.id, weight.id, bias.id, eps) as number);
  }

  /** `scaled_dot_product_attention`. Defaults: `attnMask` None, `dropoutP` 0., `isCausal` False, `scale` None, `enableGqa` False. */
  scaledDotProductAttention(
    key: Tensor,
    value: Tensor,
    {
      attnMask,
      dropoutP,
      isCausal,
      scale,
      enableGqa,
    }: {
      attnMask?: Tensor | null;
      dropoutP?: number;
      isCausal?: boolean;
      scale?: number | null;
      enableGqa?: boolean;
    } = {},
  ): Tensor {
    return wrap(
      call(
        110,
        this.id,
        key.id,
        value.id,
        attnMask?.id,
        dropoutP,
        isCausal,
        scale,
        enableGqa,
      ) as number,
    );
  }

  /** `credence::short_attention`. Defaults: `positions` None, `mask` None. */
  shortAttention(
    cos: Tensor,
    sin: Tensor,
    { positions, mask }: { positions?: Tensor | null; mask?: Tensor | null } = {},
  ): Tensor {
    return wrap(call(111, this.id, cos.id, sin.id, positions?.id, mask?.id) as number);
  }

  /** `credence::rotate`. */
  rotate(cos: Tensor, sin: Tensor, { neighbours }: { neighbours: boolean }): Tensor {
    return wrap(call(112, this.id, cos.id, sin.id, neighbours) as number);
  }

  /** `credence::rotate_queries_and_keys`. */
  rotateQueriesAndKeys(
    cos: Tensor,
    sin: Tensor,
    { neighbours }: { neighbours: boolean },
  ): { query: Tensor; key: Tensor; value: Tensor } {
    const [r0, r1, r2] = call(113, this.id, cos.id, sin.id, neighbours) as [number, number, number];
    return { query: wrap(r0), key: wrap(r1), value: wrap(r2) };
  }

  /** `credence::packed_attention`. Defaults: `scale` None, `window` None. */
  packedAttention(
    key: Tensor,
    value: Tensor,
    starts: Tensor,
    {
      lengths,
      dropout,
      scale,
      window,
    }: {
      lengths: readonly number[];
      dropout: number;
      scale?: number | null;
      window?: number | null;
    },
  ): Tensor {
    return wrap(
      call(114, this.id, key.id, value.id, starts.id, lengths, dropout, scale, window) as number,
    );
  }

  /** `credence::takes_packed_texts`. */
  takesPackedTexts(): boolean {
    return call(115, this.id) as boolean;
  }

  /** `cross_entropy_loss`. Defaults: `weight` None, `reduction` 1, `ignoreIndex` -100, `labelSmoothing` 0.. */
  crossEntropyLoss(
    target: Tensor,
    {
      weight,
      reduction,
      ignoreIndex,
      labelSmoothing,
    }: {
      weight?: Tensor | null;
      reduction?: number;
      ignoreIndex?: number;
      labelSmoothing?: number;
    } = {},
  ): Tensor {
    return wrap(
      call(116, this.id, target.id, weight?.id, reduction, ignoreIndex, labelSmoothing) as number,
    );
  }

  /** `credence::cross_entropy_with_gradient`. */
  crossEntropyWithGradient(targets: Tensor, scale: number): { loss: Tensor; gradient: Tensor } {
    const [r0, r1] = call(117, this.id, targets.id, scale) as [number, number];
    return { loss: wrap(r0), gradient: wrap(r1) };
  }

  /** `zeros_like`. Defaults: `dtype` None, `device` None, `pinMemory` None. */
  zerosLike({
    dtype,
    device,
    pinMemory,
  }: {
    dtype?: DType | null;
    device?: string | null;
    pinMemory?: boolean | null;
  } = {}): Tensor {
    return wrap(call(128, this.id, code(dtype), device, pinMemory) as number);
  }

  /** `ones_like`. Defaults: `dtype` None, `device` None, `pinMemory` None. */
  onesLike({
    dtype,
    device,
    pinMemory,
  }: {
    dtype?: DType | null;
    device?: string | null;
    pinMemory?: boolean | null;
  } = {}): Tensor {
    return wrap(call(129, this.id, code(dtype), device, pinMemory) as number);
  }

  /** `empty_like`. Defaults: `dtype` None, `device` None, `pinMemory` None. */
  emptyLike({
    dtype,
    device,
    pinMemory,
  }: {
    dtype?: DType | null;
    device?: string | null;
    pinMemory?: boolean | null;
  } = {}): Tensor {
    return wrap(call(130, this.id, code(dtype), device, pinMemory) as number);
  }

  /** `to.dtype_layout`. Defaults: `dtype` None, `device` None, `pinMemory` None, `nonBlocking` False, `copy` False. */
  to({
    dtype,
    device,
    pinMemory,
    nonBlocking,
    copy,
  }: {
    dtype?: DType | null;
    device?: string | null;
    pinMemory?: boolean | null;
    nonBlocking?: boolean;
    copy?: boolean;
  } = {}): Tensor {
    return wrap(call(131, this.id, code(dtype), device, pinMemory, nonBlocking, copy) as number);
  }

  /** `pin_memory`. Defaults: `device` None. */
  pinMemory({ device }: { device?: string | null } = {}): Tensor {
    return wrap(call(132, this.id, device) as number);
  }

  /** `detach`. */
  detach(): Tensor {
    return wrap(call(133, this.id) as number);
  }

  /** `clone`. */
  clone(): Tensor {
    return wrap(call(134, this.id) as number);
  }

  /** `item`. */
  item(): number {
    return call(135, this.id) as number;
  }

  /** `add_.Tensor`, `add_.Scalar`. Defaults: `alpha` 1. */
  add_(other: Tensor | number, { alpha }: { alpha?: number } = {}): this {
    if (typeof other === 'number') {
      call(138, this.id, other, alpha);
      return this;
    }
    call(137, this.id, other.id, alpha);
    return this;
  }

  /** `sub_.Tensor`, `sub_.Scalar`. Defaults: `alpha` 1. */
  sub_(other: Tensor | number, { alpha }: { alpha?: number } = {}): this {
    if (typeof other === 'number') {
      call(140, this.id, other, alpha);
      return this;
    }
    call(139, this.id, other.id, alpha);
    return this;
  }

  /** `mul_.Tensor`, `mul_.Scalar`. */
  mul_(other: Tensor | number): this {
    if (typeof other === 'number') {
      call(142, this.id, other);
      return this;
    }
    call(141, this.id, other.id);
    return this;
  }

  /** `div_.Tensor`, `div_.Scalar`. */
  div_(other: Tensor | number): this {
    if (typeof other === 'number') {
      call(144, this.id, other);
      return this;
    }
    call(143, this.id, other.id);
    return this;
  }

  /** `clamp_`. Defaults: `min` None, `max` None. */
  clamp_({ min, max }: { min?: number | null; max?: number | null } = {}): this {
    call(145, this.id, min, max);
    return this;
  }

  /** `addcmul_`. Defaults: `value` 1. */
  addcmul_(tensor1: Tensor, tensor2: Tensor, { value }: { value?: number } = {}): this {
    call(146, this.id, tensor1.id, tensor2.id, value);
    return this;
  }

  /** `lerp_.Scalar`. */
  lerp_(end: Tensor, weight: number): this {
    call(147, this.id, end.id, weight);
    return this;
  }

  /** `copy_`. Defaults: `nonBlocking` False. */
  copy_(src: Tensor, { nonBlocking }: { nonBlocking?: boolean } = {}): this {
    call(148, this.id, src.id, nonBlocking);
    return this;
  }

  /** `fill_.Scalar`. */
  fill_(value: number): this {
    call(149, this.id, value);
    return this;
  }

  /** `zero_`. */
  zero_(): this {
    call(150, this.id);
    return this;
  }

  /** `normal_`. Defaults: `mean` 0., `std` 1.. */
  normal_({ mean, std }: { mean?: number; std?: number } = {}): this {
    call(151, this.id, mean, std);
    return this;
  }

  /** `uniform_`. Defaults: `from` 0., `to` 1.. */
  uniform_({ from, to }: { from?: number; to?: number } = {}): this {
    call(152, this.id, from, to);
    return this;
  }

  /** `credence::adafactor_`. */
  adafactor_(
    gradient: Tensor,
    rowMeans: Tensor,
    columnMeans: Tensor,
    factor: Tensor,
    {
      rate,
      decay,
      eps,
      clip,
      least,
      weightDecay,
    }: {
      rate: number;
      decay: number;
      eps: number;
      clip: number;
      least: number;
      weightDecay: number;
    },
  ): this {
    call(
      154,
      this.id,
      gradient.id,
      rowMeans.id,
      columnMeans.id,
      factor.id,
      rate,
      decay,
      eps,
      clip,
      least,
      weightDecay,
    );
    return this;
  }
}

/** `cat`. Defaults: `dim` 0. */
export function cat(tensors: readonly Tensor[], { dim }: { dim?: number } = {}): Tensor {
  return wrap(call(84, ids(tensors), dim) as number);
}

/** `stack`. Defaults: `dim` 0. */
export function stack(tensors: readonly Tensor[], { dim }: { dim?: number } = {}): Tensor {
  return wrap(call(85, ids(tensors), dim) as number);
}

/** `zeros`. Defaults: `dtype` None, `device` None, `pinMemory` None. */
export function zeros(
  size: readonly number[],
  {
    dtype,
    device,
    pinMemory,
  }: { dtype?: DType | null; device?: string | null; pinMemory?: boolean | null } = {},
): Tensor {
  return wrap(call(118, size, code(dtype), device, pinMemory) as number);
}

/** `ones`. Defaults: `dtype` None, `device` None, `pinMemory` None. */
export function ones(
  size: readonly number[],
  {
    dtype,
    device,
    pinMemory,
  }: { dtype?: DType | null; device?: string | null; pinMemory?: boolean | null } = {},
): Tensor {
  return wrap(call(119, size, code(dtype), device, pinMemory) as number);
}

/** `full`. Defaults: `dtype` None, `device` None, `pinMemory` None. */
export function full(
  size: readonly number[],
  fillValue: number,
  {
    dtype,
    device,
    pinMemory,
  }: { dtype?: DType | null; device?: string | null; pinMemory?: boolean | null } = {},
): Tensor {
  return wrap(call(120, size, fillValue, code(dtype), device, pinMemory) as number);
}

/** `empty.memory_format`. Defaults: `dtype` None, `device` None, `pinMemory` None. */
export function empty(
  size: readonly number[],
  {
    dtype,
    device,
    pinMemory,
  }: { dtype?: DType | null; device?: string | null; pinMemory?: boolean | null } = {},
): Tensor {
  return wrap(call(121, size, code(dtype), device, pinMemory) as number);
}

/** `arange.start_step`. Defaults: `step` 1, `dtype` None, `device` None, `pinMemory` None. */
export function arange(
  start: number,
  end: number,
  {
    step,
    dtype,
    device,
    pinMemory,
  }: {
    step?: number;
    dtype?: DType | null;
    device?: string | null;
    pinMemory?: boolean | null;
  } = {},
): Tensor {
  return wrap(call(122, start, end, step, code(dtype), device, pinMemory) as number);
}

/** `eye`. Defaults: `dtype` None, `device` None, `pinMemory` None. */
export function eye(
  n: number,
  {
    dtype,
    device,
    pinMemory,
  }: { dtype?: DType | null; device?: string | null; pinMemory?: boolean | null } = {},
): Tensor {
  return wrap(call(123, n, code(dtype), device, pinMemory) as number);
}

/** `rand`. Defaults: `dtype` None, `device` None, `pinMemory` None. */
export function rand(
  size: readonly number[],
  {
    dtype,
    device,
    pinMemory,
  }: { dtype?: DType | null; device?: string | null; pinMemory?: boolean | null } = {},
): Tensor {
  return wrap(call(124, size, code(dtype), device, pinMemory) as number);
}

/** `randn`. Defaults: `dtype` None, `device` None, `pinMemory` None. */
export function randn(
  size: readonly number[],
  {
    dtype,
    device,
    pinMemory,
  }: { dtype?: DType | null; device?: string | null; pinMemory?: boolean | null } = {},
): Tensor {
  return wrap(call(125, size, code(dtype), device, pinMemory) as number);
}

/** `randint.low`. Defaults: `dtype` 4, `device` None, `pinMemory` None. */
export function randint(
  low: number,
  high: number,
  size: readonly number[],
  {
    dtype,
    device,
    pinMemory,
  }: { dtype?: DType | null; device?: string | null; pinMemory?: boolean | null } = {},
): Tensor {
  return wrap(call(126, low, high, size, code(dtype), device, pinMemory) as number);
}

/** `randperm`. Defaults: `dtype` 4, `device` None, `pinMemory` None. */
export function randperm(
  n: number,
  {
    dtype,
    device,
    pinMemory,
  }: { dtype?: DType | null; device?: string | null; pinMemory?: boolean | null } = {},
): Tensor {
  return wrap(call(127, n, code(dtype), device, pinMemory) as number);
}

/** `from_file`. Defaults: `shared` None, `size` 0, `dtype` None, `device` None, `pinMemory` None. */
export function fromFile(
  filename: string,
  {
    shared,
    size,
    dtype,
    device,
    pinMemory,
  }: {
    shared?: boolean | null;
    size?: number | null;
    dtype?: DType | null;
    device?: string | null;
    pinMemory?: boolean | null;
  } = {},
): Tensor {
  return wrap(call(136, filename, shared, size, code(dtype), device, pinMemory) as number);
}

/** `_fused_adamw_`. Defaults: `gradScale` None, `foundInf` None. */
export function fusedAdamw_(
  self: readonly Tensor[],
  grads: readonly Tensor[],
  expAvgs: readonly Tensor[],
  expAvgSqs: readonly Tensor[],
  maxExpAvgSqs: readonly Tensor[],
  stateSteps: readonly Tensor[],
  {
    lr,
    beta1,
    beta2,
    weightDecay,
    eps,
    amsgrad,
    maximize,
    gradScale,
    foundInf,
  }: {
    lr: number;
    beta1: number;
    beta2: number;
    weightDecay: number;
    eps: number;
    amsgrad: boolean;
    maximize: boolean;
    gradScale?: Tensor | null;
    foundInf?: Tensor | null;
  },
): void {
  call(
    153,
    ids(self),
    ids(grads),
    ids(expAvgs),
    ids(expAvgSqs),
    ids(maxExpAvgSqs),
    ids(stateSteps),
    lr,
    beta1,
    beta2,
    weightDecay,
    eps,
    amsgrad,
    maximize,
    gradScale?.id,
    foundInf?.id,
  );
}

/** `_fused_sgd_`. Defaults: `gradScale` None, `foundInf` None. */
export function fusedSgd_(
  self: readonly Tensor[],
  grads: readonly Tensor[],
  momentumBufferList: readonly Tensor[],
  {
    weightDecay,
    momentum,
    lr,
    dampening,
    nesterov,
    maximize,
    isFirstStep,
    gradScale,
    foundInf,
  }: {
    weightDecay: number;
    momentum: number;
    lr: number;
    dampening: number;
    nesterov: boolean;
    maximize: boolean;
    isFirstStep: boolean;
    gradScale?: Tensor | null;
    foundInf?: Tensor | null;
  },
): void {
  call(
    155,
    ids(self),
    ids(grads),
    ids(momentumBufferList),
    weightDecay,
    momentum,
    lr,
    dampening,
    nesterov,
    maximize,
    isFirstStep,
    gradScale?.id,
    foundInf?.id,
  );
}

/** `_foreach_add_.List`. Defaults: `alpha` 1. */
export function foreachAdd_(
  self: readonly Tensor[],
  other: readonly Tensor[],
  { alpha }: { alpha?: number } = {},
): void {
  call(156, ids(self), ids(other), alpha);
}

/** `_foreach_add_.Scalar`. */
export function foreachAddScalar_(self: readonly Tensor[], scalar: number): void {
  call(157, ids(self), scalar);
}

/** `_foreach_mul.List`. */
export function foreachMul(self: readonly Tensor[], other: readonly Tensor[]): Tensor[] {
  return (call(158, ids(self), ids(other)) as number[]).map(wrap);
}

/** `_foreach_mul_.List`. */
export function foreachMul_(self: readonly Tensor[], other: readonly Tensor[]): void {
  call(159, ids(self), ids(other));
}

/** `_foreach_mul_.Scalar`. */
export function foreachMulScalar_(self: readonly Tensor[], scalar: number): void {
  call(160, ids(self), scalar);
}

/** `_foreach_mul_.Tensor`. */
export function foreachMulTensor_(self: readonly Tensor[], other: Tensor): void {
  call(161, ids(self), other.id);
}

/** `_foreach_div_.List`. */
export function foreachDiv_(self: readonly Tensor[], other: readonly Tensor[]): void {
  call(162, ids(self), ids(other));
}

/** `_foreach_div_.ScalarList`. */
export function foreachDivByScalars_(self: readonly Tensor[], scalars: readonly number[]): void {
  call(163, ids(self), scalars);
}

/** `_foreach_clamp_min_.Scalar`. */
export function foreachClampMin_(self: readonly Tensor[], scalar: number): void {
  call(164, ids(self), scalar);
}

/** `_foreach_lerp_.Scalar`. */
export function foreachLerp_(
  self: readonly Tensor[],
  tensors1: readonly Tensor[],
  weight: number,
): void {
  call(165, ids(self), ids(tensors1), weight);
}

/** `_foreach_rsqrt`. */
export function foreachRsqrt(self: readonly Tensor[]): Tensor[] {
  return (call(166, ids(self)) as number[]).map(wrap);
}

/** `_foreach_reciprocal_`. */
export function foreachReciprocal_(self: readonly Tensor[]): void {
  call(167, ids(self));
}

/** `_foreach_norm.Scalar`. Defaults: `ord` 2, `dtype` None. */
export function foreachNorm(
  self: readonly Tensor[],
  { ord, dtype }: { ord?: number; dtype?: DType | null } = {},
): Tensor[] {
  return (call(168, ids(self), ord, code(dtype)) as number[]).map(wrap);
}
