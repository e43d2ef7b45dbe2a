// One update of a matrix by Adafactor on CUDA, as native/adafactor.cc has it for the host, by kernels of
// our own (adafactor-kernels.h). Letters: R rows, C columns.
#include "adafactor-on-device.h"

#include <ATen/core/Tensor.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/ops/empty.h>
#include <c10/core/DeviceGuard.h>
#include <c10/core/TensorOptions.h>
#include <torch/library.h>

#include <limits>

#include "adafactor-launches.h"
#include "cuda-program.h"

#define CREDENCE_DEVICE_CODE(...) #__VA_ARGS__

namespace credence {
namespace {

constexpr char kKernels[] =
#include "adafactor-kernels.h"
    ;

CudaProgram& program(bool bfloat16) {
  static CudaProgram of_float(adafactor_source(false)), of_bfloat16(adafactor_source(true));
  return bfloat16 ? of_bfloat16 : of_float;
}

void check(const at::Tensor& weight, const at::Tensor& gradient, const at::Tensor& rows, const at::Tensor& columns,
           const at::Tensor& factor) {
  TORCH_CHECK(weight.dim() == 2, "a matrix is wanted, got ", weight.sizes());
  TORCH_CHECK(gradient.sizes() == weight.sizes(), "the gradient is ", gradient.sizes(), ", the weight ",
              weight.sizes());
  TORCH_CHECK(rows.numel() == weight.size(0) && columns.numel() == weight.size(1) && factor.numel() == 1,
              "the means are of ", rows.sizes(), " rows and ", columns.sizes(), " columns, the factor ",
              factor.sizes());
  for (const auto& x : {weight, gradient, rows, columns, factor}) {
    TORCH_CHECK(x.device() == weight.device(), "Expected all tensors to be on the same device, got ", x.device(),
                " and ", weight.device());
    TORCH_CHECK(x.is_contiguous() && (x.scalar_type() == at::kFloat || x.is_same(gradient)),
                "must be float32 and contiguous");
  }
  TORCH_CHECK(gradient.scalar_type() == at::kFloat || gradient.scalar_type() == at::kBFloat16,
              "the gradient must be float32 or bfloat16, got ", gradient.scalar_type());
  constexpr int64_t most = std::numeric_limits<int>::max() / 2;
  TORCH_CHECK(weight.size(0) < most && weight.size(1) < most, "too large: ", weight.sizes());
}

at::Tensor& adafactor_on_cuda(at::Tensor& self, const at::Tensor& gradient, at::Tensor& row_means,
                              at::Tensor& column_means, const at::Tensor& factor, double rate, double decay,
                              double eps, double clip, double least, double weight_decay) {
  check(self, gradient, row_means, column_means, factor);
  if (self.numel() == 0) return self;
  const int rows = static_cast<int>(self.size(0)), columns = static_cast<int>(self.size(1));
  const c10::DeviceGuard guard(self.device());
  const at::Tensor room = at::empty({room_of(rows, columns)}, self.options());
  AdafactorArguments arguments{self.mutable_data_ptr<float>(), gradient.const_data_ptr(),
                               row_means.mutable_data_ptr<float>(), column_means.mutable_data_ptr<float>(),
                               factor.const_data_ptr<float>(), room.mutable_data_ptr<float>(), rows, columns,
                               tile_rows_of(rows), rate, decay, eps, clip, least, weight_decay};
  CudaProgram& kernels = program(gradient.scalar_type() == at::kBFloat16);
  std::apply(
      [&](auto&... each) {
        void* addresses[] = {&each...};
        launch_adafactor(rows, columns, [&](const char* name, int across, int down) {
          kernels.launch(self.device(), name, across, down, kThreads, addresses);
        });
      },
      arguments);
  return self;
}

}  // namespace

std::string adafactor_source(bool bfloat16) {
  const auto constant = [](const char* name, int value) {
    return "constexpr int " + std::string(name) + " = " + std::to_string(value) + ";\n";
  };
  return "#define KERNEL extern \"C\" __global__ __launch_bounds__(" + std::to_string(kThreads) + ")\n" +
         constant("kThreads", kThreads) + constant("kWarps", kWarps) + constant("kTileWidth", kTileWidth) +
         constant("kPerLane", kPerLane) + "typedef " + (bfloat16 ? "unsigned short" : "float") + " Gradient;\n" +
         kKernels;
}

std::string lack_of_adafactor(c10::Device device) {
  if (device.is_cpu()) return "";
  if (!device.is_cuda()) {
    static const auto op = c10::Dispatcher::singleton().findSchemaOrThrow("credence::adafactor_", "");
    const auto key = c10::computeDispatchKey(std::nullopt, std::nullopt, device);
    return op.hasKernelForDispatchKey(key) ? "" : "there is no kernel for " + device.str();
  }
  try {
    program(/*bfloat16=*/false).kernel(device, "adafactor_update");
    return "";
  } catch (const c10::Error& error) {
    return error.what_without_backtrace();
  }
}

}  // namespace credence

TORCH_LIBRARY_IMPL(credence, CUDA, library) { library.impl("adafactor_", credence::adafactor_on_cuda); }
