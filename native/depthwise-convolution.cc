// A convolution of every channel by itself, on the host, for maps whose channels lie side by side:
// libtorch's takes many times as long back as forth.
// Letters: B maps, H x W cells, C channels, K x K kernel, R = (K - 1) / 2 its radius, L channels
// rounded up to whole vectors.
#include <ATen/core/Tensor.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/zeros_like.h>
#include <ATen/Parallel.h>
#include <c10/core/GradMode.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>

#include <vector>

#include "on-host.h"
#include "vectors.h"

namespace credence {
namespace {

// Channels of a vector, and how many vectors of sums stay in registers.
constexpr int64_t kLanes = 16;
constexpr int kSums = 7;

typedef float Vector __attribute__((vector_size(kLanes * sizeof(float)), aligned(4), may_alias));

#define CREDENCE_INLINE inline __attribute__((always_inline))

struct Sizes {
  int64_t batch, height, width, channels, kernel, radius, lanes;
  int64_t cells() const { return height * width; }
  int64_t taps() const { return kernel * kernel; }
  // Numbers of a map's row with R cells of zeros on either side.
  int64_t row() const { return (width + 2 * radius) * lanes; }
};

// N neighbouring cells of a row, one vector of channels: `to` [N, L] from row `y` of `map`.
template <int N>
CREDENCE_INLINE void convolve_cells(float* to, const float* map, const float* weight, const float* bias,
                                    const Sizes& s, int64_t y) {
  Vector sums[N];
#pragma GCC unroll 8
  for (int i = 0; i < N; i++) sums[i] = *reinterpret_cast<const Vector*>(bias);
  const int64_t first = std::max<int64_t>(0, s.radius - y);
  const int64_t last = std::min(s.kernel, s.height + s.radius - y);
  for (int64_t ky = first; ky < last; ky++) {
    const float* from = map + (y + ky - s.radius) * s.row();
    const float* taps = weight + ky * s.kernel * s.lanes;
    for (int64_t kx = 0; kx < s.kernel; kx++, from += s.lanes, taps += s.lanes) {
      const Vector tap = *reinterpret_cast<const Vector*>(taps);
#pragma GCC unroll 8
      for (int i = 0; i < N; i++) sums[i] += tap * *reinterpret_cast<const Vector*>(from + i * s.lanes);
    }
  }
#pragma GCC unroll 8
  for (int i = 0; i < N; i++) *reinterpret_cast<Vector*>(to + i * s.lanes) = sums[i];
}

// `map` [H, W + 2R, L], `weight` [K, K, L], `bias` [L] -> `output` [H, W, L].
CREDENCE_VECTORS void convolve(float* output, const float* map, const float* weight, const float* bias,
                               const Sizes& s) {
  for (int64_t c = 0; c < s.lanes; c += kLanes)
    for (int64_t y = 0; y < s.height; y++) {
      float* to = output + y * s.width * s.lanes + c;
      const float* from = map + c;
      int64_t left = s.width;
      for (; left >= kSums; left -= kSums, to += kSums * s.lanes, from += kSums * s.lanes)
        convolve_cells<kSums>(to, from, weight + c, bias + c, s, y);
      if (left == 1) convolve_cells<1>(to, from, weight + c, bias + c, s, y);
      if (left == 2) convolve_cells<2>(to, from, weight + c, bias + c, s, y);
      if (left == 3) convolve_cells<3>(to, from, weight + c, bias + c, s, y);
      if (left == 4) convolve_cells<4>(to, from, weight + c, bias + c, s, y);
      if (left == 5) convolve_cells<5>(to, from, weight + c, bias + c, s, y);
      if (left == 6) convolve_cells<6>(to, from, weight + c, bias + c, s, y);
    }
}

// Adds one map's part to the gradients of N neighbouring taps, one vector of channels.
template <int N>
CREDENCE_INLINE void gather_taps(float* d_weight, const float* map, const float* d_output, const Sizes& s,
                                 int64_t ky) {
  Vector sums[N];
#pragma GCC unroll 8
  for (int i = 0; i < N; i++) sums[i] = *reinterpret_cast<const Vector*>(d_weight + i * s.lanes);
  const int64_t first = std::max<int64_t>(0, s.radius - ky);
  const int64_t last = std::min(s.height, s.height + s.radius - ky);
  for (int64_t y = first; y < last; y++) {
    const float* row = map + (y + ky - s.radius) * s.row();
    const float* from = d_output + y * s.width * s.lanes;
    for (int64_t x = 0; x < s.width; x++, row += s.lanes, from += s.lanes) {
      const Vector gradient = *reinterpret_cast<const Vector*>(from);
#pragma GCC unroll 8
      for (int i = 0; i < N; i++)
        sums[i] += gradient * *reinterpret_cast<const Vector*>(row + i * s.lanes);
    }
  }
#pragma GCC unroll 8
  for (int i = 0; i < N; i++) *reinterpret_cast<Vector*>(d_weight + i * s.lanes) = sums[i];
}

// Adds one map's part to `d_weight` [K, K, L] and `d_bias` [L]: `map` [H, W + 2R, L], `d_output`
// [H, W, L].
CREDENCE_VECTORS void gather(float* d_weight, float* d_bias, const float* map, const float* d_output,
                             const Sizes& s) {
  for (int64_t c = 0; c < s.lanes; c += kLanes) {
    for (int64_t ky = 0; ky < s.kernel; ky++) {
      float* to = d_weight + ky * s.kernel * s.lanes + c;
      const float* from = map + c;
      int64_t left = s.kernel;
      for (; left >= kSums; left -= kSums, to += kSums * s.lanes, from += kSums * s.lanes)
        gather_taps<kSums>(to, from, d_output + c, s, ky);
      if (left == 1) gather_taps<1>(to, from, d_output + c, s, ky);
      if (left == 2) gather_taps<2>(to, from, d_output + c, s, ky);
      if (left == 3) gather_taps<3>(to, from, d_output + c, s, ky);
      if (left == 4) gather_taps<4>(to, from, d_output + c, s, ky);
      if (left == 5) gather_taps<5>(to, from, d_output + c, s, ky);
      if (left == 6) gather_taps<6>(to, from, d_output + c, s, ky);
    }
    Vector sum = *reinterpret_cast<const Vector*>(d_bias + c);
    for (int64_t i = 0; i < s.cells(); i++)
      sum += *reinterpret_cast<const Vector*>(d_output + i * s.lanes + c);
    *reinterpret_cast<Vector*>(d_bias + c) = sum;
  }
}

// A tensor's map [H, W, C] as [H, margin + W + margin, L]; the rest of `to` is zero already.
template <typename scalar_t>
void spread(float* to, const scalar_t* from, int64_t margin, const Sizes& s) {
  for (int64_t y = 0; y < s.height; y++) {
    to += margin * s.lanes;
    for (int64_t x = 0; x < s.width; x++, to += s.lanes, from += s.channels) load(to, from, s.channels);
    to += margin * s.lanes;
  }
}

// The other way, without margins.
template <typename scalar_t>
void narrow(scalar_t* to, const float* from, const Sizes& s) {
  for (int64_t i = 0; i < s.cells(); i++) store(to + i * s.channels, from + i * s.lanes, 1.f, s.channels);
}

// `weight` [C, 1, K, K] as [K, K, L]; `turned` by half a circle, as the gradient goes back.
std::vector<float> taps_of(const at::Tensor& weight, bool turned, const Sizes& s) {
  std::vector<float> taps(s.taps() * s.lanes);
  const float* from = weight.const_data_ptr<float>();
  for (int64_t c = 0; c < s.channels; c++)
    for (int64_t tap = 0; tap < s.taps(); tap++)
      taps[(turned ? s.taps() - 1 - tap : tap) * s.lanes + c] = from[c * s.taps() + tap];
  return taps;
}

Sizes sizes_of(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias) {
  check_on_host({{"x", &x}, {"weight", &weight}, {"bias", &bias}});
  TORCH_CHECK(x.dim() == 4, "x must be [B, H, W, C], got ", x.sizes());
  const int64_t channels = x.size(3), kernel = weight.dim() == 4 ? weight.size(3) : 0;
  TORCH_CHECK(kernel % 2 == 1 && weight.sizes() == at::IntArrayRef({channels, 1, kernel, kernel}),
              "the weight must be [C, 1, K, K] of ", channels, " channels and an odd K, got ",
              weight.sizes());
  TORCH_CHECK(bias.sizes() == at::IntArrayRef({channels}), "the bias must be [C], got ", bias.sizes());
  TORCH_CHECK(weight.scalar_type() == at::kFloat && bias.scalar_type() == at::kFloat,
              "weight and bias must be float32");
  const int64_t lanes = (channels + kLanes - 1) / kLanes * kLanes;
  return {x.size(0), x.size(1), x.size(2), channels, kernel, (kernel - 1) / 2, lanes};
}

class DepthwiseConvolution : public torch::autograd::Function<DepthwiseConvolution> {
 public:
  static at::Tensor forward(torch::autograd::AutogradContext* context, const at::Tensor& given,
                            const at::Tensor& given_weight, const at::Tensor& given_bias) {
    const at::Tensor x = given.contiguous(), weight = given_weight.contiguous(),
                     bias = given_bias.contiguous();
    const Sizes s = sizes_of(x, weight, bias);
    const at::Tensor output = at::empty_like(x);
    const std::vector<float> taps = taps_of(weight, false, s);
    std::vector<float> start(s.lanes);
    load(start.data(), bias.const_data_ptr<float>(), s.channels);
    by_type(x, [&]<typename scalar_t>(scalar_t*) {
      at::parallel_for(0, s.batch, 1, [&](int64_t begin, int64_t end) {
        std::vector<float> map(s.height * s.row()), result(s.cells() * s.lanes);
        for (int64_t b = begin; b < end; b++) {
          const int64_t at = b * s.cells() * s.channels;
          spread(map.data(), x.const_data_ptr<scalar_t>() + at, s.radius, s);
          convolve(result.data(), map.data(), taps.data(), start.data(), s);
          narrow(output.mutable_data_ptr<scalar_t>() + at, result.data(), s);
        }
      });
    });
    context->save_for_backward({x, weight, bias});
    return output;
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                 torch::autograd::variable_list gradients) {
    TORCH_CHECK(!c10::GradMode::is_enabled(), "depthwise_convolution can be differentiated only once");
    const auto saved = context->get_saved_variables();
    const at::Tensor &x = saved[0], &weight = saved[1], &bias = saved[2];
    const Sizes s = sizes_of(x, weight, bias);
    const at::Tensor d_output = gradients[0].contiguous(), d_x = at::empty_like(x);
    const std::vector<float> taps = taps_of(weight, true, s), no_bias(s.lanes);
    // Sums of each thread's maps, added up in order: the same whenever the threads are as many.
    const int64_t parts = std::min<int64_t>(s.batch, at::get_num_threads());
    std::vector<float> d_taps(parts * s.taps() * s.lanes), d_biases(parts * s.lanes);
    by_type(x, [&]<typename scalar_t>(scalar_t*) {
      at::parallel_for(0, parts, 1, [&](int64_t begin, int64_t end) {
        std::vector<float> map(s.height * s.row()), d_margined(map.size());
        std::vector<float> d_map(s.cells() * s.lanes), result(d_map.size());
        for (int64_t part = begin; part < end; part++)
          for (int64_t b = part * s.batch / parts; b < (part + 1) * s.batch / parts; b++) {
            const int64_t at = b * s.cells() * s.channels;
            const scalar_t* gradient = d_output.const_data_ptr<scalar_t>() + at;
            spread(map.data(), x.const_data_ptr<scalar_t>() + at, s.radius, s);
            spread(d_margined.data(), gradient, s.radius, s);
            spread(d_map.data(), gradient, 0, s);
            gather(d_taps.data() + part * s.taps() * s.lanes, d_biases.data() + part * s.lanes, map.data(),
                   d_map.data(), s);
            convolve(result.data(), d_margined.data(), taps.data(), no_bias.data(), s);
            narrow(d_x.mutable_data_ptr<scalar_t>() + at, result.data(), s);
          }
      });
    });
    const at::Tensor d_weight = at::zeros_like(weight), d_bias = at::zeros_like(bias);
    float *to = d_weight.mutable_data_ptr<float>(), *bias_to = d_bias.mutable_data_ptr<float>();
    for (int64_t part = 0; part < parts; part++)
      for (int64_t c = 0; c < s.channels; c++) {
        bias_to[c] += d_biases[part * s.lanes + c];
        for (int64_t tap = 0; tap < s.taps(); tap++)
          to[c * s.taps() + tap] += d_taps[(part * s.taps() + tap) * s.lanes + c];
      }
    return {d_x, d_weight, d_bias};
  }
};

at::Tensor depthwise_convolution(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias) {
  return DepthwiseConvolution::apply(x, weight, bias);
}

}  // namespace
}  // namespace credence

TORCH_LIBRARY_FRAGMENT(credence, library) {
  library.def("depthwise_convolution(Tensor x, Tensor weight, Tensor bias) -> Tensor",
              credence::depthwise_convolution);
}
