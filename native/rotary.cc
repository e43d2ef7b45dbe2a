// Rotary position embeddings (Su et al. 2021, https://arxiv.org/abs/2104.09864) as one operator:
// of each head's K numbers only R turn, pair by pair; the others are copied. Its derivative turns
// the gradient back. On the host in one pass over memory, elsewhere by libtorch's operators.
// Letters: B sequences, T tokens, H heads, K head width, R rotary width.
#include <ATen/core/LegacyTypeDispatch.h>
#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/mul.h>
#include <ATen/Parallel.h>
#include <c10/core/GradMode.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>

#include <algorithm>
#include <bit>
#include <cmath>

#include "vectors.h"

// Where libtorch multiplies and adds in one operation, so does this, and nowhere else.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define CREDENCE_EXACT_VECTORS \
  __attribute__((target_clones("avx512f", "arch=haswell", "default"), optimize("fp-contract=off")))
#else
#define CREDENCE_EXACT_VECTORS
#endif

namespace credence {
namespace {

// Which numbers turn together, by what angles, and whether backwards.
struct Turn {
  at::Tensor cos, sin;  // [T, R/2] or [B, T, R/2]
  bool neighbours;      // 2 i and 2 i + 1; else i and i + R/2
  bool back;
};

// Rounding as of libtorch's `x.mul(cos).addcmul(partner, sin)`, and back as of its derivative, where
// the second product is rounded, too.
inline float rounded(float x, const float*) { return x; }

inline float rounded(float x, const c10::BFloat16*) {
  const uint32_t bits = std::bit_cast<uint32_t>(x);
  const uint32_t kept = (bits + 0x7fff + ((bits >> 16) & 1)) & 0xffff0000;
  return x != x ? x : std::bit_cast<float>(kept);
}

inline float read(const float* x) { return *x; }
inline float read(const c10::BFloat16* x) { return std::bit_cast<float>(static_cast<uint32_t>(x->x) << 16); }
inline void write(float* to, float x) { *to = x; }
inline void write(c10::BFloat16* to, float x) {
  to->x = static_cast<uint16_t>(std::bit_cast<uint32_t>(rounded(x, to)) >> 16);
}

// The pairs of one head, whose numbers lie `apart` from each other and whose pairs lie `step` apart.
template <typename scalar_t>
CREDENCE_EXACT_VECTORS void turn_pairs(const scalar_t* x, scalar_t* y, const scalar_t* cos, const scalar_t* sin,
                                       int64_t pairs, int64_t step, int64_t apart, bool back) {
  const float direction = back ? -1.f : 1.f;
#pragma omp simd
  for (int64_t i = 0; i < pairs; i++) {
    const float first = read(x + i * step), second = read(x + i * step + apart);
    const float c = read(cos + i), s = direction * read(sin + i);
    const float of_first = rounded(first * c, x), of_second = rounded(second * c, x);
    const float turned_first = back ? of_first - rounded(second * s, x) : std::fma(-second, s, of_first);
    const float turned_second = back ? of_second + rounded(first * s, x) : std::fma(first, s, of_second);
    write(y + i * step, turned_first);
    write(y + i * step + apart, turned_second);
  }
}

template <typename scalar_t>
void turn_on_host(const at::Tensor& x, const at::Tensor& y, const Turn& turn) {
  const int64_t tokens = x.size(1), heads = x.size(2), width = x.size(3), pairs = turn.cos.size(-1);
  const at::Tensor cos = turn.cos.contiguous(), sin = turn.sin.contiguous();
  const scalar_t *c = cos.const_data_ptr<scalar_t>(), *s = sin.const_data_ptr<scalar_t>();
  const scalar_t* from = x.const_data_ptr<scalar_t>();
  scalar_t* to = y.mutable_data_ptr<scalar_t>();
  const int64_t tables = cos.dim() == 3 ? x.size(0) : 1;
  at::parallel_for(0, x.size(0) * tokens, 64, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; i++) {
      const int64_t b = i / tokens, t = i % tokens, row = ((tables > 1 ? b : 0) * tokens + t) * pairs;
      for (int64_t h = 0; h < heads; h++) {
        const scalar_t* one = from + b * x.stride(0) + t * x.stride(1) + h * x.stride(2);
        scalar_t* turned = to + b * y.stride(0) + t * y.stride(1) + h * y.stride(2);
        turn_pairs(one, turned, c + row, s + row, pairs, turn.neighbours ? 2 : 1, turn.neighbours ? 1 : pairs,
                   turn.back);
        std::copy(one + 2 * pairs, one + width, turned + 2 * pairs);
      }
    }
  });
}

void turn_by_operators(const at::Tensor& x, const at::Tensor& y, const Turn& turn) {
  const int64_t width = x.size(3), pairs = turn.cos.size(-1);
  const auto half = [&](const at::Tensor& of, int64_t which) {
    return turn.neighbours ? of.slice(-1, which, 2 * pairs, 2) : of.narrow(-1, which * pairs, pairs);
  };
  const at::Tensor cos = turn.cos.unsqueeze(-2), sin = turn.sin.unsqueeze(-2);
  const double direction = turn.back ? -1 : 1;
  at::Tensor first = half(y, 0), second = half(y, 1);
  at::mul_out(first, half(x, 0), cos).addcmul_(half(x, 1), sin, -direction);
  at::mul_out(second, half(x, 1), cos).addcmul_(half(x, 0), sin, direction);
  if (2 * pairs < width) y.narrow(-1, 2 * pairs, width - 2 * pairs).copy_(x.narrow(-1, 2 * pairs, width - 2 * pairs));
}

// Writes `x` [B, T, H, K], turned, into `y`.
void turn_into(const at::Tensor& y, const at::Tensor& given, const Turn& turn) {
  const at::Tensor x = given.stride(-1) == 1 ? given : given.contiguous();
  const auto type = x.scalar_type();
  if (x.is_cpu() && type == at::kFloat) turn_on_host<float>(x, y, turn);
  else if (x.is_cpu() && type == at::kBFloat16) turn_on_host<c10::BFloat16>(x, y, turn);
  else turn_by_operators(x, y, turn);
}

void check(const at::Tensor& heads, const at::Tensor& cos, const at::Tensor& sin) {
  const auto wanted = heads.sizes();
  TORCH_CHECK((cos.dim() == 2 || (cos.dim() == 3 && cos.size(0) == wanted[0])) && cos.size(-2) == wanted[1] &&
                  2 * cos.size(-1) <= wanted.back(),
              "the angles must be [T, R/2] or [B, T, R/2], got ", cos.sizes(), " for ", wanted);
  TORCH_CHECK(sin.sizes() == cos.sizes(), "sin is ", sin.sizes(), ", cos ", cos.sizes());
  for (const auto& x : {cos, sin})
    TORCH_CHECK(x.scalar_type() == heads.scalar_type() && x.device() == heads.device(),
                "the angles must be of the heads' type and device, got ", x.scalar_type(), " on ", x.device());
}

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

Turn back_of(AutogradContext* context) {
  TORCH_CHECK(!c10::GradMode::is_enabled(), "rotary positions can be differentiated only once");
  const auto saved = context->get_saved_variables();
  return {saved[0], saved[1], context->saved_data["neighbours"].toBool(), /*back=*/true};
}

class Rotation : public torch::autograd::Function<Rotation> {
 public:
  static at::Tensor forward(AutogradContext* context, const at::Tensor& x, const at::Tensor& cos,
                            const at::Tensor& sin, bool neighbours) {
    const at::AutoDispatchBelowADInplaceOrView below;
    const at::Tensor y = at::empty(x.sizes(), x.options());
    turn_into(y, x, {cos, sin, neighbours, false});
    context->save_for_backward({cos, sin});
    context->saved_data["neighbours"] = neighbours;
    return y;
  }

  static variable_list backward(AutogradContext* context, variable_list gradients) {
    const Turn back = back_of(context);
    const at::Tensor given = at::empty(gradients[0].sizes(), gradients[0].options());
    turn_into(given, gradients[0], back);
    return {given, {}, {}, {}};
  }
};

// Queries, keys and values that lie side by side: the gradients of all three are one tensor.
class SplitRotation : public torch::autograd::Function<SplitRotation> {
 public:
  static variable_list forward(AutogradContext* context, const at::Tensor& qkv, const at::Tensor& cos,
                               const at::Tensor& sin, bool neighbours) {
    const at::AutoDispatchBelowADInplaceOrView below;
    const at::Tensor both = at::empty({qkv.size(0), qkv.size(1), qkv.size(2), 2, qkv.size(4)}, qkv.options());
    for (const int64_t which : {0, 1})
      turn_into(both.select(3, which), qkv.select(3, which), {cos, sin, neighbours, false});
    context->save_for_backward({cos, sin});
    context->saved_data["neighbours"] = neighbours;
    return {both.select(3, 0), both.select(3, 1), qkv.select(3, 2)};
  }

  static variable_list backward(AutogradContext* context, variable_list gradients) {
    const Turn back = back_of(context);
    const at::Tensor& like = *std::find_if(gradients.begin(), gradients.end(), [](auto& g) { return g.defined(); });
    const at::Tensor given =
        at::empty({like.size(0), like.size(1), like.size(2), 3, like.size(3)}, like.options());
    for (const int64_t which : {0, 1, 2}) {
      const at::Tensor part = given.select(3, which);
      if (!gradients[which].defined()) part.zero_();
      else if (which < 2) turn_into(part, gradients[which], back);
      else part.copy_(gradients[which]);
    }
    return {given, {}, {}, {}};
  }
};

// x [B, T, H, K]
at::Tensor rotate(const at::Tensor& x, const at::Tensor& cos, const at::Tensor& sin, bool neighbours) {
  TORCH_CHECK(x.dim() == 4, "heads must be [B, T, H, K], got ", x.sizes());
  check(x, cos, sin);
  return Rotation::apply(x, cos, sin, neighbours);
}

// qkv [B, T, H, 3, K] -> queries and keys, turned, and values, each [B, T, H, K]
std::tuple<at::Tensor, at::Tensor, at::Tensor> rotate_queries_and_keys(const at::Tensor& qkv, const at::Tensor& cos,
                                                                       const at::Tensor& sin, bool neighbours) {
  TORCH_CHECK(qkv.dim() == 5 && qkv.size(3) == 3, "qkv must be [B, T, H, 3, K], got ", qkv.sizes());
  check(qkv, cos, sin);
  const variable_list parts = SplitRotation::apply(qkv, cos, sin, neighbours);
  return {parts[0], parts[1], parts[2]};
}

}  // namespace
}  // namespace credence

TORCH_LIBRARY_FRAGMENT(credence, library) {
  library.def("rotate(Tensor x, Tensor cos, Tensor sin, *, bool neighbours) -> Tensor", credence::rotate);
  library.def(
      "rotate_queries_and_keys(Tensor qkv, Tensor cos, Tensor sin, *, bool neighbours) "
      "-> (Tensor query, Tensor key, Tensor value)",
      credence::rotate_queries_and_keys);
}
