// Cross-entropy and its gradient with respect to the logits in one pass, for the host: a row of
// logits stays in the cache from its maximum to its gradient, where a softmax, its logarithm and
// their backward would each pass through memory.
// Letters: R rows, V vocabulary.
#include <ATen/core/Tensor.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/scalar_tensor.h>
#include <ATen/Parallel.h>
#include <torch/library.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <vector>

#include "on-host.h"
#include "vectors.h"

namespace credence {
namespace {

// Numbers that are added up in float32 before the sum goes on in float64.
constexpr int64_t kBlock = 1024;

CREDENCE_VECTORS float largest(const float* x, int64_t n) {
  float most = x[0];
#pragma omp simd reduction(max : most)
  for (int64_t i = 0; i < n; i++) most = x[i] > most ? x[i] : most;
  return most;
}

// x := exp(x - highest), where no x is above `highest`; returns the sum, NaN where an x is not
// finite. The exponential is Cephes' expf: 2^n times a polynomial, within 2 units of the last place.
CREDENCE_VECTORS float exponentials(float* x, float highest, int64_t n) {
  // Of numbers that are not positive the bits grow as they fall, and whole numbers are compared in
  // vectors where a processor has no masks; not a number comes out as the lowest, and is in the sum.
  constexpr uint32_t kLowest = std::bit_cast<uint32_t>(-87.f);
  constexpr float kRound = 12582912.f;  // 1.5 * 2^23: adding it rounds to a whole number
  float sum = 0;
#pragma omp simd reduction(+ : sum)
  for (int64_t i = 0; i < n; i++) {
    const float given = x[i] - highest;
    const float y = std::bit_cast<float>(std::min(std::bit_cast<uint32_t>(given), kLowest));
    const float shifted = y * 1.44269504f + kRound;
    const float whole = shifted - kRound;
    const float r = (y - whole * 0.693359375f) + whole * 2.12194440e-4f;
    float p = 1.9875691500e-4f;
    p = p * r + 1.3981999507e-3f;
    p = p * r + 8.3334519073e-3f;
    p = p * r + 4.1665795894e-2f;
    p = p * r + 1.6666665459e-1f;
    p = p * r + 5.0000001201e-1f;
    p = p * r * r + r + 1.f;
    const int32_t exponent = std::bit_cast<int32_t>(shifted) << 23;
    const float value = std::bit_cast<float>(std::bit_cast<int32_t>(p) + exponent);
    x[i] = value;
    sum += value + 0.f * given;
  }
  return sum;
}

// The cross-entropy of one row, and `scale` times its gradient; `row` [V] is room to work in.
template <typename scalar_t>
double one_row(float* row, const scalar_t* logits, int64_t target, float scale, scalar_t* gradient,
               int64_t vocabulary) {
  load(row, logits, vocabulary);
  const float highest = largest(row, vocabulary);
  const float chosen = row[target] - highest;
  double total = 0;
  for (int64_t i = 0; i < vocabulary; i += kBlock)
    total += exponentials(row + i, highest, std::min(kBlock, vocabulary - i));
  const float factor = static_cast<float>(scale / total);
  row[target] -= static_cast<float>(total);
  store(gradient, row, factor, vocabulary);
  return std::log(total) - chosen;
}

// logits [R, V], targets [R] -> the summed cross-entropy [] in float32, `scale` times its gradient.
std::tuple<at::Tensor, at::Tensor> cross_entropy_with_gradient(const at::Tensor& given,
                                                               const at::Tensor& given_targets,
                                                               double scale) {
  check_on_host({{"logits", &given}, {"targets", &given_targets}});
  TORCH_CHECK(given.dim() == 2 && given.size(1) > 0, "logits must be [R, V], got ", given.sizes());
  const int64_t rows = given.size(0), vocabulary = given.size(1);
  TORCH_CHECK(given_targets.sizes() == at::IntArrayRef({rows}), "targets must be [R], got ",
              given_targets.sizes());
  const at::Tensor logits = given.contiguous(), targets = given_targets.contiguous();
  const int64_t* target = targets.const_data_ptr<int64_t>();
  for (int64_t i = 0; i < rows; i++)
    TORCH_CHECK(0 <= target[i] && target[i] < vocabulary, "target ", target[i], " is not one of ",
                vocabulary);
  const at::Tensor gradient = at::empty_like(logits);
  std::vector<double> losses(rows);
  const auto each_row = [&](const auto* from, auto* to) {
    at::parallel_for(0, rows, 1, [&](int64_t begin, int64_t end) {
      std::vector<float> row(vocabulary);
      for (int64_t i = begin; i < end; i++)
        losses[i] = one_row(row.data(), from + i * vocabulary, target[i], static_cast<float>(scale),
                            to + i * vocabulary, vocabulary);
    });
  };
  if (logits.scalar_type() == at::kBFloat16)
    each_row(logits.const_data_ptr<c10::BFloat16>(), gradient.mutable_data_ptr<c10::BFloat16>());
  else
    each_row(logits.const_data_ptr<float>(), gradient.mutable_data_ptr<float>());
  double loss = 0;
  for (const double one : losses) loss += one;
  return {at::scalar_tensor(loss, at::kFloat), gradient};
}

}  // namespace
}  // namespace credence

TORCH_LIBRARY_FRAGMENT(credence, library) {
  library.def(
      "cross_entropy_with_gradient(Tensor logits, Tensor targets, float scale) "
      "-> (Tensor loss, Tensor gradient)",
      credence::cross_entropy_with_gradient);
}
