// Global response normalisation (Woo et al. 2023, https://arxiv.org/abs/2301.00808, section 4) and
// its gradient on the host, map by map, so that a map is read again while it is in the cache.
// Letters: B maps, H x W cells, C channels.
#include <ATen/core/Tensor.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>
#include <ATen/Parallel.h>
#include <c10/core/GradMode.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>

#include <cmath>
#include <vector>

#include "on-host.h"
#include "vectors.h"

namespace credence {
namespace {

struct Sizes {
  int64_t batch, cells, channels;
  double eps;
};

// Numbers for each channel, and room for rows of a map in float32.
struct Work {
  std::vector<float> norms, factors, products, pulls, room, second_room;

  explicit Work(int64_t channels)
      : norms(channels), factors(channels), products(channels), pulls(channels), room(channels),
        second_room(channels) {}
};

CREDENCE_VECTORS void add_squares(float* sums, const float* x, int64_t n) {
#pragma omp simd
  for (int64_t i = 0; i < n; i++) sums[i] += x[i] * x[i];
}

CREDENCE_VECTORS void scale(float* to, const float* x, const float* factors, const float* bias, int64_t n) {
#pragma omp simd
  for (int64_t i = 0; i < n; i++) to[i] = x[i] * factors[i] + bias[i];
}

CREDENCE_VECTORS void add_products(float* products, float* sums, const float* gradient, const float* x,
                                   int64_t n) {
#pragma omp simd
  for (int64_t i = 0; i < n; i++) {
    products[i] += gradient[i] * x[i];
    sums[i] += gradient[i];
  }
}

CREDENCE_VECTORS void scale_back(float* to, const float* gradient, const float* factors, const float* x,
                                 const float* pulls, int64_t n) {
#pragma omp simd
  for (int64_t i = 0; i < n; i++) to[i] = gradient[i] * factors[i] + x[i] * pulls[i];
}

// A row as float32: the tensor's own memory, or what is made of it in `room`.
const float* read(const float* row, float*, int64_t) { return row; }
const float* read(const c10::BFloat16* row, float* room, int64_t n) {
  load(room, row, n);
  return room;
}

// Where a row is computed in float32, and what brings it to the tensor.
float* draft(float* row, float*) { return row; }
float* draft(c10::BFloat16*, float* room) { return room; }
void write(float*, const float*, int64_t) {}
void write(c10::BFloat16* row, const float* room, int64_t n) { store(row, room, 1.f, n); }

// Every channel's norm and factor; returns what norms are divided by, their mean and a little.
template <typename scalar_t>
double respond(Work& work, const scalar_t* map, const float* weight, const Sizes& s) {
  const int64_t n = s.channels;
  float* norms = work.norms.data();
  std::fill(norms, norms + n, 0.f);
  for (int64_t i = 0; i < s.cells; i++) add_squares(norms, read(map + i * n, work.room.data(), n), n);
  double sum = 0;
  for (int64_t c = 0; c < n; c++) sum += norms[c] = std::sqrt(norms[c]);
  const double divisor = sum / static_cast<double>(n) + s.eps;
  for (int64_t c = 0; c < n; c++) work.factors[c] = 1.f + weight[c] * norms[c] / static_cast<float>(divisor);
  return divisor;
}

template <typename scalar_t>
void forward_map(scalar_t* output, const scalar_t* map, const float* weight, const float* bias, Work& work,
                 const Sizes& s) {
  respond(work, map, weight, s);
  const int64_t n = s.channels;
  float* room = work.room.data();
  for (int64_t i = 0; i < s.cells; i++) {
    scale(draft(output + i * n, room), read(map + i * n, room, n), work.factors.data(), bias, n);
    write(output + i * n, room, n);
  }
}

// Adds one map's part to `d_weight` and `d_bias` [C] and writes its own gradient.
template <typename scalar_t>
void backward_map(scalar_t* d_map, const scalar_t* map, const scalar_t* d_output, const float* weight,
                  float* d_weight, float* d_bias, Work& work, const Sizes& s) {
  const double divisor = respond(work, map, weight, s);
  const int64_t n = s.channels;
  float *room = work.room.data(), *second_room = work.second_room.data();
  std::fill(work.products.begin(), work.products.end(), 0.f);
  for (int64_t i = 0; i < s.cells; i++)
    add_products(work.products.data(), d_bias, read(d_output + i * n, room, n),
                 read(map + i * n, second_room, n), n);
  // A norm acts on its own channel, and through the mean on all.
  double common = 0;
  for (int64_t c = 0; c < n; c++)
    common += static_cast<double>(work.products[c]) * weight[c] * work.norms[c];
  common /= divisor * divisor * static_cast<double>(n);
  for (int64_t c = 0; c < n; c++) {
    const double product = work.products[c], norm = work.norms[c];
    work.pulls[c] = norm > 0 ? static_cast<float>((product * weight[c] / divisor - common) / norm) : 0.f;
    d_weight[c] += static_cast<float>(product * norm / divisor);
  }
  for (int64_t i = 0; i < s.cells; i++) {
    scale_back(draft(d_map + i * n, room), read(d_output + i * n, room, n), work.factors.data(),
               read(map + i * n, second_room, n), work.pulls.data(), n);
    write(d_map + i * n, room, n);
  }
}

Sizes sizes_of(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias, double eps) {
  check_on_host({{"x", &x}, {"weight", &weight}, {"bias", &bias}});
  TORCH_CHECK(x.dim() == 4 && x.size(3) > 0, "x must be [B, H, W, C], got ", x.sizes());
  for (const at::Tensor& given : {weight, bias})
    TORCH_CHECK(given.numel() == x.size(3) && given.scalar_type() == at::kFloat,
                "weight and bias must be float32 of ", x.size(3), " channels, got ", given.scalar_type(),
                " ", given.sizes());
  return {x.size(0), x.size(1) * x.size(2), x.size(3), eps};
}

class ResponseNorm : public torch::autograd::Function<ResponseNorm> {
 public:
  static at::Tensor forward(torch::autograd::AutogradContext* context, const at::Tensor& given,
                            const at::Tensor& given_weight, const at::Tensor& given_bias, double eps) {
    const at::Tensor x = given.contiguous(), weight = given_weight.contiguous(),
                     bias = given_bias.contiguous();
    const Sizes s = sizes_of(x, weight, bias, eps);
    const at::Tensor output = at::empty_like(x);
    by_type(x, [&]<typename scalar_t>(scalar_t*) {
      at::parallel_for(0, s.batch, 1, [&](int64_t begin, int64_t end) {
        Work work(s.channels);
        for (int64_t b = begin; b < end; b++) {
          const int64_t at = b * s.cells * s.channels;
          forward_map(output.mutable_data_ptr<scalar_t>() + at, x.const_data_ptr<scalar_t>() + at,
                      weight.const_data_ptr<float>(), bias.const_data_ptr<float>(), work, s);
        }
      });
    });
    context->save_for_backward({x, weight, bias});
    context->saved_data["eps"] = eps;
    return output;
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                 torch::autograd::variable_list gradients) {
    TORCH_CHECK(!c10::GradMode::is_enabled(), "response_norm can be differentiated only once");
    const auto saved = context->get_saved_variables();
    const at::Tensor &x = saved[0], &weight = saved[1], &bias = saved[2];
    const Sizes s = sizes_of(x, weight, bias, context->saved_data["eps"].toDouble());
    const at::Tensor d_output = gradients[0].contiguous(), d_x = at::empty_like(x);
    // Sums of each thread's maps, added up in order: the same whenever the threads are as many.
    const int64_t parts = std::min<int64_t>(s.batch, at::get_num_threads());
    const at::Tensor d_weights = at::zeros({parts, s.channels}), d_biases = at::zeros_like(d_weights);
    by_type(x, [&]<typename scalar_t>(scalar_t*) {
      at::parallel_for(0, parts, 1, [&](int64_t begin, int64_t end) {
        Work work(s.channels);
        for (int64_t part = begin; part < end; part++)
          for (int64_t b = part * s.batch / parts; b < (part + 1) * s.batch / parts; b++) {
            const int64_t at = b * s.cells * s.channels;
            backward_map(d_x.mutable_data_ptr<scalar_t>() + at, x.const_data_ptr<scalar_t>() + at,
                         d_output.const_data_ptr<scalar_t>() + at, weight.const_data_ptr<float>(),
                         d_weights.mutable_data_ptr<float>() + part * s.channels,
                         d_biases.mutable_data_ptr<float>() + part * s.channels, work, s);
          }
      });
    });
    return {d_x, d_weights.sum(0).view(weight.sizes()), d_biases.sum(0).view(bias.sizes()), {}};
  }
};

at::Tensor response_norm(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias, double eps) {
  return ResponseNorm::apply(x, weight, bias, eps);
}

}  // namespace
}  // namespace credence

TORCH_LIBRARY_FRAGMENT(credence, library) {
  library.def("response_norm(Tensor x, Tensor weight, Tensor bias, float eps) -> Tensor",
              credence::response_norm);
}
