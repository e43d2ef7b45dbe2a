// One update of a matrix by Adafactor (Shazeer & Stern 2018, https://arxiv.org/abs/1804.04235) for
// the host, in the order of operations of transformers' `Adafactor`. Done operator by operator, an
// update passes ten times over memory the size of the weights; here it reads the gradient for the
// means of its squares, and again, of a matrix that fits the caches, for the update's norm and the
// update. The clip of the global norm is a factor of what is read. A gradient of bfloat16 gives the same
// numbers as its values in float32: each row of it is widened into the cache.
// Letters: R rows, C columns.
#include <ATen/core/Tensor.h>
#include <ATen/Parallel.h>
#include <torch/library.h>

#include <algorithm>
#include <cmath>
#include <type_traits>
#include <vector>

#include "vectors.h"

namespace credence {
namespace {

// Rows whose sums are made together, whatever the number of threads, so that results are the same.
constexpr int64_t kRows = 32;

// Adds the squares of `factor` times `x` to `columns`; returns their sum.
CREDENCE_VECTORS float add_squares(float* columns, const float* x, float factor, int64_t n) {
  float sum = 0;
#pragma omp simd reduction(+ : sum)
  for (int64_t i = 0; i < n; i++) {
    const float scaled = factor * x[i], square = scaled * scaled;
    columns[i] += square;
    sum += square;
  }
  return sum;
}

CREDENCE_VECTORS float squared_norm(const float* x, int64_t n) {
  float sum = 0;
#pragma omp simd reduction(+ : sum)
  for (int64_t i = 0; i < n; i++) sum += x[i] * x[i];
  return sum;
}

// The squared norm of `x` times `columns`.
CREDENCE_VECTORS float squared_product(const float* x, const float* columns, int64_t n) {
  float sum = 0;
#pragma omp simd reduction(+ : sum)
  for (int64_t i = 0; i < n; i++) {
    const float product = x[i] * columns[i];
    sum += product * product;
  }
  return sum;
}

// weight := decay * weight - factor * gradient * columns.
CREDENCE_VECTORS void update_row(float* weight, const float* gradient, const float* columns, float factor,
                                 float decay, int64_t n) {
#pragma omp simd
  for (int64_t i = 0; i < n; i++) weight[i] = decay * weight[i] - factor * gradient[i] * columns[i];
}

// The rows of a matrix as float32.
template <typename T>
struct Rows {
  const T* first;
  int64_t width;

  // Row `i`, which may have been read into `room`.
  const float* at(int64_t i, std::vector<float>& room) const {
    if constexpr (std::is_same_v<T, float>) return first + i * width;
    room.resize(width);
    load(room.data(), first + i * width, width);
    return room.data();
  }
};

// Runs `body(block, first, last)` for the rows of each block.
template <typename Body>
void each_block(int64_t rows, Body body) {
  at::parallel_for(0, (rows + kRows - 1) / kRows, 1, [&](int64_t begin, int64_t end) {
    for (int64_t block = begin; block < end; block++)
      body(block, block * kRows, std::min(rows, (block + 1) * kRows));
  });
}

// The sum over all rows of what `row_value` gives for each, which may use memory that it is given.
template <typename RowValue>
double sum_over(int64_t rows, RowValue row_value) {
  std::vector<double> sums((rows + kRows - 1) / kRows);
  each_block(rows, [&](int64_t block, int64_t first, int64_t last) {
    std::vector<float> room;
    for (int64_t i = first; i < last; i++) sums[block] += row_value(i, room);
  });
  double sum = 0;
  for (const double one : sums) sum += one;
  return sum;
}

// mean := decay * mean + (1 - decay) * (sum / count + eps).
void follow(float* mean, const double* sum, int64_t n, double count, double decay, double eps) {
  for (int64_t i = 0; i < n; i++)
    mean[i] = static_cast<float>(decay * mean[i] + (1 - decay) * (sum[i] / count + eps));
}

// Brings the running mean squares of rows [R] and columns [C] up to date.
template <typename T>
void follow_squares(const Rows<T>& gradient, float factor, float* rows, float* columns, int64_t count,
                    int64_t width, double decay, double eps) {
  const int64_t blocks = (count + kRows - 1) / kRows;
  std::vector<double> row_sums(count), column_sums(width);
  std::vector<float> partial(blocks * width);
  each_block(count, [&](int64_t block, int64_t first, int64_t last) {
    std::vector<float> room;
    for (int64_t i = first; i < last; i++)
      row_sums[i] = add_squares(&partial[block * width], gradient.at(i, room), factor, width);
  });
  for (int64_t block = 0; block < blocks; block++)
    for (int64_t j = 0; j < width; j++) column_sums[j] += partial[block * width + j];
  follow(rows, row_sums.data(), count, static_cast<double>(width), decay, eps);
  follow(columns, column_sums.data(), width, static_cast<double>(count), decay, eps);
}

void check(const at::Tensor& weight, const at::Tensor& gradient, const at::Tensor& rows,
           const at::Tensor& columns) {
  TORCH_CHECK(weight.dim() == 2, "a matrix is wanted, got ", weight.sizes());
  TORCH_CHECK(gradient.sizes() == weight.sizes(), "the gradient is ", gradient.sizes(), ", the weight ",
              weight.sizes());
  TORCH_CHECK(rows.numel() == weight.size(0) && columns.numel() == weight.size(1),
              "the means are of ", rows.sizes(), " rows and ", columns.sizes(), " columns");
  for (const auto& x : {weight, gradient, rows, columns}) {
    TORCH_CHECK(x.device().is_cpu(), "only on the host, got ", x.device());
    TORCH_CHECK(x.is_contiguous() && (x.scalar_type() == at::kFloat || x.is_same(gradient)),
                "must be float32 and contiguous");
  }
}

// How a matrix is updated: see `adafactor_`.
struct Numbers {
  double rate, decay, eps, clip, least, weight_decay;
};

template <typename T>
void update(at::Tensor& self, const Rows<T>& gradient, at::Tensor& row_means, at::Tensor& column_means, float scale,
            const Numbers& numbers) {
  const int64_t count = self.size(0), width = self.size(1);
  float* weight = self.mutable_data_ptr<float>();
  float* rows = row_means.mutable_data_ptr<float>();
  follow_squares(gradient, scale, rows, column_means.mutable_data_ptr<float>(), count, width, numbers.decay,
                 numbers.eps);

  std::vector<float> by_column(width), by_row(count);
  const float* means = column_means.const_data_ptr<float>();
  for (int64_t j = 0; j < width; j++) by_column[j] = 1.f / std::sqrt(means[j]);
  double mean_of_rows = 0;
  for (int64_t i = 0; i < count; i++) mean_of_rows += rows[i];
  mean_of_rows /= static_cast<double>(count);
  for (int64_t i = 0; i < count; i++)
    by_row[i] = scale * static_cast<float>(std::sqrt(mean_of_rows / rows[i]));

  const double size = static_cast<double>(count) * static_cast<double>(width);
  double own_rate = numbers.rate;
  if (numbers.least > 0) {
    const Rows<float> weights{weight, width};
    const double squares = sum_over(count, [&](int64_t i, std::vector<float>& room) {
      return squared_norm(weights.at(i, room), width);
    });
    own_rate *= std::max(numbers.least, std::sqrt(squares / size));
  }
  const double squares = sum_over(count, [&](int64_t i, std::vector<float>& room) {
    return static_cast<double>(by_row[i]) * by_row[i] *
           squared_product(gradient.at(i, room), by_column.data(), width);
  });
  const double clipped = own_rate / std::max(1., std::sqrt(squares / size) / numbers.clip);
  const float kept = static_cast<float>(1 - numbers.weight_decay * own_rate);
  each_block(count, [&](int64_t, int64_t first, int64_t last) {
    std::vector<float> room;
    for (int64_t i = first; i < last; i++)
      update_row(weight + i * width, gradient.at(i, room), by_column.data(),
                 static_cast<float>(clipped * by_row[i]), kept, width);
  });
}

// `factor` []: what the gradient is to be multiplied by; `least`: the learning rate is `rate` times
// the weights' root mean square, which counts as so much at least; 0: `rate` itself.
at::Tensor& adafactor_(at::Tensor& self, const at::Tensor& gradient, at::Tensor& row_means,
                       at::Tensor& column_means, const at::Tensor& factor, double rate, double decay,
                       double eps, double clip, double least, double weight_decay) {
  check(self, gradient, row_means, column_means);
  by_type(gradient, [&](auto* type) {
    using T = std::remove_pointer_t<decltype(type)>;
    const Rows<T> rows{gradient.const_data_ptr<T>(), self.size(1)};
    update(self, rows, row_means, column_means, factor.item<float>(), {rate, decay, eps, clip, least, weight_decay});
  });
  return self;
}

}  // namespace
}  // namespace credence

TORCH_LIBRARY_FRAGMENT(credence, library) {
  library.def(
      "adafactor_(Tensor(a!) self, Tensor gradient, Tensor(b!) row_means, Tensor(c!) column_means, "
      "Tensor factor, *, float rate, float decay, float eps, float clip, float least, "
      "float weight_decay) -> Tensor(a!)",
      credence::adafactor_);
}
