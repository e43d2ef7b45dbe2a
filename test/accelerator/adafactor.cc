// Adafactor's update of a matrix by the kernels that CUDA is given, from their own source and in their
// own order, with a block's threads run on the host.
#include "../../native/adafactor-launches.h"

#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>
#include <torch/library.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <string>

#include "arena.h"
#include "device-threads.h"
#include "fallback.h"

#define CREDENCE_DEVICE_CODE(...) __VA_ARGS__
#define KERNEL static
#define __device__
#define __shared__ static

namespace fake {
namespace {

using namespace credence;
using std::min;

float __uint_as_float(unsigned bits) { return std::bit_cast<float>(bits); }

namespace of_float {
using Gradient = float;
#include "../../native/adafactor-kernels.h"
}  // namespace of_float

namespace of_bfloat16 {
using Gradient = unsigned short;
#include "../../native/adafactor-kernels.h"
}  // namespace of_bfloat16

template <typename>
struct KernelOf;
template <typename... Arguments>
struct KernelOf<std::tuple<Arguments...>> {
  using type = void (*)(Arguments...);
};
using Kernel = KernelOf<AdafactorArguments>::type;

Kernel kernel_of(const std::string& name, bool bfloat16) {
  const auto either = [&](Kernel one, Kernel other) { return bfloat16 ? other : one; };
  if (name == "adafactor_squares") return either(of_float::adafactor_squares, of_bfloat16::adafactor_squares);
  if (name == "adafactor_means") return either(of_float::adafactor_means, of_bfloat16::adafactor_means);
  if (name == "adafactor_norm") return either(of_float::adafactor_norm, of_bfloat16::adafactor_norm);
  TORCH_CHECK(name == "adafactor_update", "there is no kernel ", name);
  return either(of_float::adafactor_update, of_bfloat16::adafactor_update);
}

at::Tensor& adafactor_(at::Tensor& self, const at::Tensor& gradient, at::Tensor& row_means, at::Tensor& column_means,
                       const at::Tensor& factor, double rate, double decay, double eps, double clip, double least,
                       double weight_decay) {
  for (const auto& x : {self, gradient, row_means, column_means, factor})
    TORCH_CHECK(x.device() == self.device() && x.is_contiguous(), "Expected all tensors to be on the same device");
  const int rows = static_cast<int>(self.size(0)), columns = static_cast<int>(self.size(1));
  at::Tensor room = at::empty({room_of(rows, columns)}, at::kFloat);
  // What a kernel reads and no kernel has written is no number.
  room.fill_(NAN);
  const auto floats = [](const at::Tensor& x) { return for_kernels(x).mutable_data_ptr<float>(); };
  const AdafactorArguments arguments{floats(self), for_kernels(gradient).const_data_ptr(), floats(row_means),
                                     floats(column_means), floats(factor), room.mutable_data_ptr<float>(), rows,
                                     columns, tile_rows_of(rows), rate, decay, eps, clip, least, weight_decay};
  launch_adafactor(rows, columns, [&](const char* name, int across, int down) {
    traffic().kernels++;
    const Kernel kernel = kernel_of(name, gradient.scalar_type() == at::kBFloat16);
    run_blocks(across, down, [&] { std::apply(kernel, arguments); });
  });
  return self;
}

}  // namespace
}  // namespace fake

TORCH_LIBRARY_IMPL(credence, PrivateUse1, library) { library.impl("adafactor_", fake::adafactor_); }
