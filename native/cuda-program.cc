#include "cuda-program.h"

#include <c10/core/Stream.h>
#include <c10/core/impl/VirtualGuardImpl.h>
#include <c10/util/Exception.h>

#include "cuda-compiler.h"
#include "cuda-driver.h"

namespace credence {
namespace {

// CUcontext, CUmodule, CUfunction and CUstream of cuda.h are pointers, CUdevice and CUresult numbers.
using Handle = void*;

template <typename... Arguments>
void call_driver(const char* name, Arguments... arguments) {
  const auto function = of_driver<int (*)(Arguments...)>(name);
  TORCH_CHECK(function != nullptr, "libcuda.so.1 of NVIDIA's driver ",
              of_driver<Handle>("cuInit") == nullptr ? "does not load" : std::string("has no ") + name);
  const int status = function(arguments...);
  if (status == 0) return;
  const char* text = nullptr;
  const auto describe = of_driver<int (*)(int, const char**)>("cuGetErrorString");
  if (describe != nullptr) describe(status, &text);
  // In libtorch's words, by which errors.h knows a device that failed or has no memory left.
  TORCH_CHECK(false, "CUDA driver error: ", text == nullptr ? "unknown" : text, " (", status, " of ", name, ")");
}

// The context that libtorch's tensors on a device belong to, current while this lives.
class PrimaryContext {
 public:
  explicit PrimaryContext(c10::Device device) {
    static std::map<c10::DeviceIndex, Handle> contexts;
    Handle& context = contexts[device.index()];
    if (context == nullptr) {
      call_driver("cuInit", 0u);
      call_driver("cuDevicePrimaryCtxRetain", &context, number_of(device));
    }
    call_driver("cuCtxPushCurrent_v2", context);
  }
  ~PrimaryContext() {
    Handle popped = nullptr;
    of_driver<int (*)(Handle*)>("cuCtxPopCurrent_v2")(&popped);
  }
  PrimaryContext(const PrimaryContext&) = delete;
  PrimaryContext& operator=(const PrimaryContext&) = delete;

  static int number_of(c10::Device device) {
    int number = 0;
    call_driver("cuDeviceGet", &number, static_cast<int>(device.index()));
    return number;
  }
};

// sm_90 of an H100.
std::string architecture_of(c10::Device device) {
  constexpr int kMajor = 75, kMinor = 76;  // CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_...
  int major = 0, minor = 0;
  const int number = PrimaryContext::number_of(device);
  call_driver("cuDeviceGetAttribute", &major, kMajor, number);
  call_driver("cuDeviceGetAttribute", &minor, kMinor, number);
  return "sm_" + std::to_string(major) + std::to_string(minor);
}

// CUstream; of a libtorch that does not give it the default one, since no other is ever made current.
template <typename Stream>
Handle handle_of(const Stream& stream) {
  if constexpr (requires { stream.native_handle(); }) return stream.native_handle();
  else return nullptr;
}

}  // namespace

void* CudaProgram::kernel(c10::Device device, const std::string& name) {
  Handle& kernel = kernels_[{device.index(), name}];
  if (kernel != nullptr) return kernel;
  const PrimaryContext context(device);
  Handle& module = modules_[device.index()];
  if (module == nullptr) {
    const std::string compiled = compiled_for(architecture_of(device), source_);
    call_driver("cuModuleLoadData", &module, static_cast<const void*>(compiled.data()));
  }
  call_driver("cuModuleGetFunction", &kernel, module, name.c_str());
  return kernel;
}

void CudaProgram::launch(c10::Device device, const std::string& name, int blocks_across, int blocks_down, int threads,
                         void** arguments) {
  const Handle function = kernel(device, name);
  const PrimaryContext context(device);
  const Handle stream = handle_of(c10::impl::VirtualGuardImpl(device.type()).getStream(device));
  call_driver("cuLaunchKernel", function, static_cast<unsigned>(blocks_across), static_cast<unsigned>(blocks_down), 1u,
              static_cast<unsigned>(threads), 1u, 1u, 0u, stream, arguments, static_cast<void**>(nullptr));
}

}  // namespace credence
