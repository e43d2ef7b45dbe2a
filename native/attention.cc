// Causal attention with rotary positions over a few tokens, in one operator for the host: general
// attention spends such sequences' time on calls, copies and products of a few rows each.
// Letters: B sequences, T tokens, N positions asked for, H heads, K head width, R rotary width.
#include <ATen/core/Tensor.h>
#include <ATen/Dispatch.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <ATen/Parallel.h>
#include <c10/core/GradMode.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>

#include <cmath>
#include <limits>
#include <vector>

#include "on-host.h"
#include "vectors.h"

namespace credence {
namespace {

struct Sizes {
  int64_t batch, tokens, asked, heads, width, half;  // half = R/2
  float scale;
};

// One head of one sequence, in float32 whatever the tensors hold.
struct Head {
  std::vector<float> query, key, value, weights, output;
  std::vector<float> d_query, d_key, d_value, d_output;

  explicit Head(const Sizes& s)
      : query(s.asked * s.width), key(s.tokens * s.width), value(s.tokens * s.width),
        weights(s.asked * s.tokens), output(s.asked * s.width), d_query(s.tokens * s.width),
        d_key(s.tokens * s.width), d_value(s.tokens * s.width), d_output(s.asked * s.width) {}
};

CREDENCE_VECTORS float dot(const float* a, const float* b, int64_t n) {
  float sum = 0;
#pragma omp simd reduction(+ : sum)
  for (int64_t i = 0; i < n; i++) sum += a[i] * b[i];
  return sum;
}

CREDENCE_VECTORS void add_scaled(float* to, const float* from, float factor, int64_t n) {
#pragma omp simd
  for (int64_t i = 0; i < n; i++) to[i] += factor * from[i];
}

// Dimension i turns with i + R/2 by the position's angle; `direction` -1 turns back.
CREDENCE_VECTORS void rotate(float* x, const float* cos, const float* sin, float direction,
                             int64_t half) {
#pragma omp simd
  for (int64_t i = 0; i < half; i++) {
    const float first = x[i], second = x[i + half], turn = direction * sin[i];
    x[i] = first * cos[i] - second * turn;
    x[i + half] = second * cos[i] + first * turn;
  }
}

template <typename scalar_t>
CREDENCE_VECTORS void load(float* to, const scalar_t* from, int64_t n) {
  for (int64_t i = 0; i < n; i++) to[i] = static_cast<float>(from[i]);
}

template <typename scalar_t>
CREDENCE_VECTORS void store(scalar_t* to, const float* from, int64_t n) {
  for (int64_t i = 0; i < n; i++) to[i] = static_cast<scalar_t>(from[i]);
}

// What an operator call works on; null `positions`: every token in order; null `mask`: all text.
struct Inputs {
  const float *cos, *sin;
  const int64_t* positions;
  const bool* mask;

  int64_t position(const Sizes& s, int64_t b, int64_t n) const {
    return positions ? positions[b * s.asked + n] : n;
  }
};

// Reads a head's queries, keys and values out of qkv [B, T, H, 3, K] and computes its weights.
template <typename scalar_t>
void attend(Head& head, const scalar_t* qkv, const Inputs& in, const Sizes& s, int64_t b,
            int64_t h) {
  const auto part = [&](int64_t t, int64_t which) {
    return qkv + (((b * s.tokens + t) * s.heads + h) * 3 + which) * s.width;
  };
  for (int64_t t = 0; t < s.tokens; t++) {
    load(&head.key[t * s.width], part(t, 1), s.width);
    rotate(&head.key[t * s.width], in.cos + t * s.half, in.sin + t * s.half, 1, s.half);
    load(&head.value[t * s.width], part(t, 2), s.width);
  }
  for (int64_t n = 0; n < s.asked; n++) {
    const int64_t at = in.position(s, b, n);
    float* query = &head.query[n * s.width];
    load(query, part(at, 0), s.width);
    rotate(query, in.cos + at * s.half, in.sin + at * s.half, 1, s.half);
    float* weights = &head.weights[n * s.tokens];
    float highest = -std::numeric_limits<float>::infinity();
    for (int64_t t = 0; t < s.tokens; t++) {
      const bool hidden = t > at || (in.mask && !in.mask[b * s.tokens + t]);
      weights[t] = hidden ? -std::numeric_limits<float>::infinity()
                          : s.scale * dot(query, &head.key[t * s.width], s.width);
      highest = std::max(highest, weights[t]);
    }
    float total = 0;
    for (int64_t t = 0; t < s.tokens; t++) {
      weights[t] = std::isinf(weights[t]) ? 0 : std::exp(weights[t] - highest);
      total += weights[t];
    }
    for (int64_t t = 0; t < s.tokens; t++) weights[t] = total > 0 ? weights[t] / total : 0;
  }
}

template <typename scalar_t>
void forward_head(Head& head, const scalar_t* qkv, scalar_t* output, const Inputs& in,
                  const Sizes& s, int64_t b, int64_t h) {
  attend(head, qkv, in, s, b, h);
  std::fill(head.output.begin(), head.output.end(), 0.f);
  for (int64_t n = 0; n < s.asked; n++) {
    float* row = &head.output[n * s.width];
    for (int64_t t = 0; t < s.tokens; t++)
      add_scaled(row, &head.value[t * s.width], head.weights[n * s.tokens + t], s.width);
    store(output + ((b * s.asked + n) * s.heads + h) * s.width, row, s.width);
  }
}

template <typename scalar_t>
void backward_head(Head& head, const scalar_t* qkv, const scalar_t* d_output, scalar_t* d_qkv,
                   const Inputs& in, const Sizes& s, int64_t b, int64_t h) {
  attend(head, qkv, in, s, b, h);
  for (auto* gradient : {&head.d_query, &head.d_key, &head.d_value})
    std::fill(gradient->begin(), gradient->end(), 0.f);
  for (int64_t n = 0; n < s.asked; n++) {
    const int64_t at = in.position(s, b, n);
    float* d_row = &head.d_output[n * s.width];
    load(d_row, d_output + ((b * s.asked + n) * s.heads + h) * s.width, s.width);
    const float* weights = &head.weights[n * s.tokens];
    // Of the softmax: d score = weight * (d weight - sum of weight * d weight).
    float mean = 0;
    for (int64_t t = 0; t <= at; t++)
      mean += weights[t] * dot(d_row, &head.value[t * s.width], s.width);
    for (int64_t t = 0; t <= at; t++) {
      if (weights[t] == 0) continue;
      const float d_weight = dot(d_row, &head.value[t * s.width], s.width);
      const float d_score = s.scale * weights[t] * (d_weight - mean);
      add_scaled(&head.d_value[t * s.width], d_row, weights[t], s.width);
      add_scaled(&head.d_query[at * s.width], &head.key[t * s.width], d_score, s.width);
      add_scaled(&head.d_key[t * s.width], &head.query[n * s.width], d_score, s.width);
    }
  }
  for (int64_t t = 0; t < s.tokens; t++) {
    scalar_t* to = d_qkv + ((b * s.tokens + t) * s.heads + h) * 3 * s.width;
    for (auto* gradient : {&head.d_query, &head.d_key})
      rotate(&(*gradient)[t * s.width], in.cos + t * s.half, in.sin + t * s.half, -1, s.half);
    store(to, &head.d_query[t * s.width], s.width);
    store(to + s.width, &head.d_key[t * s.width], s.width);
    store(to + 2 * s.width, &head.d_value[t * s.width], s.width);
  }
}

// Runs `body(head, b, h)` for every head of every sequence, shared out over the threads.
template <typename Body>
void each_head(const Sizes& s, Body body) {
  at::parallel_for(0, s.batch * s.heads, 64, [&](int64_t begin, int64_t end) {
    Head head(s);
    for (int64_t i = begin; i < end; i++) body(head, i / s.heads, i % s.heads);
  });
}

Sizes sizes_of(const at::Tensor& qkv, const at::Tensor& cos, const at::Tensor& sin,
               const at::Tensor& positions, const at::Tensor& mask) {
  check_on_host({{"qkv", &qkv}, {"cos", &cos}, {"sin", &sin}, {"positions", &positions}, {"mask", &mask}});
  TORCH_CHECK(qkv.dim() == 5 && qkv.size(3) == 3, "qkv must be [B, T, H, 3, K], got ", qkv.sizes());
  const int64_t tokens = qkv.size(1), width = qkv.size(4);
  TORCH_CHECK(cos.dim() == 2 && cos.size(0) == tokens && 2 * cos.size(1) <= width,
              "the angles must be [T, R/2], got ", cos.sizes());
  TORCH_CHECK(sin.sizes() == cos.sizes(), "sin is ", sin.sizes(), ", cos ", cos.sizes());
  if (mask.defined())
    TORCH_CHECK(mask.sizes() == at::IntArrayRef({qkv.size(0), tokens}), "the mask must be [B, T], got ",
                mask.sizes());
  if (positions.defined()) {
    TORCH_CHECK(positions.dim() == 2 && positions.size(0) == qkv.size(0),
                "positions must be [B, N], got ", positions.sizes());
    const int64_t* at = positions.const_data_ptr<int64_t>();
    for (int64_t i = 0; i < positions.numel(); i++)
      TORCH_CHECK(0 <= at[i] && at[i] < tokens, "position ", at[i], " is not one of ", tokens, " tokens");
  }
  const int64_t asked = positions.defined() ? positions.size(1) : tokens;
  const float scale = 1.f / std::sqrt(static_cast<float>(width));
  return {qkv.size(0), tokens, asked, qkv.size(2), width, cos.size(1), scale};
}

Inputs inputs_of(const at::Tensor& cos, const at::Tensor& sin, const at::Tensor& positions,
                 const at::Tensor& mask) {
  return {cos.const_data_ptr<float>(), sin.const_data_ptr<float>(),
          positions.defined() ? positions.const_data_ptr<int64_t>() : nullptr,
          mask.defined() ? mask.const_data_ptr<bool>() : nullptr};
}

class ShortAttention : public torch::autograd::Function<ShortAttention> {
 public:
  static at::Tensor forward(torch::autograd::AutogradContext* context, const at::Tensor& packed,
                            const at::Tensor& cos, const at::Tensor& sin,
                            const std::optional<at::Tensor>& asked_positions,
                            const std::optional<at::Tensor>& text_mask) {
    const at::Tensor qkv = packed.contiguous();
    const at::Tensor positions = asked_positions ? asked_positions->contiguous() : at::Tensor();
    const at::Tensor mask = text_mask ? text_mask->contiguous() : at::Tensor();
    const Sizes s = sizes_of(qkv, cos, sin, positions, mask);
    const Inputs in = inputs_of(cos, sin, positions, mask);
    const at::Tensor output = at::empty({s.batch, s.asked, s.heads * s.width}, qkv.options());
    AT_DISPATCH_FLOATING_TYPES_AND2(at::kBFloat16, at::kHalf, qkv.scalar_type(), "short_attention", [&] {
      each_head(s, [&](Head& head, int64_t b, int64_t h) {
        forward_head(head, qkv.const_data_ptr<scalar_t>(), output.mutable_data_ptr<scalar_t>(), in, s, b, h);
      });
    });
    context->save_for_backward({qkv, cos, sin, positions, mask});
    return output;
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                 torch::autograd::variable_list gradients) {
    TORCH_CHECK(!c10::GradMode::is_enabled(), "short_attention can be differentiated only once");
    const auto saved = context->get_saved_variables();
    const at::Tensor &qkv = saved[0], &cos = saved[1], &sin = saved[2];
    const at::Tensor &positions = saved[3], &mask = saved[4];
    const Sizes s = sizes_of(qkv, cos, sin, positions, mask);
    const Inputs in = inputs_of(cos, sin, positions, mask);
    const at::Tensor d_output = gradients[0].contiguous();
    const at::Tensor d_qkv = at::empty_like(qkv);
    AT_DISPATCH_FLOATING_TYPES_AND2(at::kBFloat16, at::kHalf, qkv.scalar_type(), "short_attention", [&] {
      each_head(s, [&](Head& head, int64_t b, int64_t h) {
        backward_head(head, qkv.const_data_ptr<scalar_t>(), d_output.const_data_ptr<scalar_t>(),
                      d_qkv.mutable_data_ptr<scalar_t>(), in, s, b, h);
      });
    });
    return {d_qkv, {}, {}, {}, {}};
  }
};

at::Tensor short_attention(const at::Tensor& qkv, const at::Tensor& cos, const at::Tensor& sin,
                           const std::optional<at::Tensor>& positions,
                           const std::optional<at::Tensor>& mask) {
  return ShortAttention::apply(qkv, cos.contiguous(), sin.contiguous(), positions, mask);
}

}  // namespace
}  // namespace credence

TORCH_LIBRARY(credence, library) {
  library.def(
      "short_attention(Tensor qkv, Tensor cos, Tensor sin, *, Tensor? positions=None, "
      "Tensor? mask=None) -> Tensor",
      credence::short_attention);
}
