#include "devices.h"

#include <ATen/Context.h>
#include <ATen/DeviceAccelerator.h>
#include <c10/core/AllocatorConfig.h>

#include <string>

#include "adafactor-on-device.h"
#include "arguments.h"
#include "cuda-compiler.h"
#include "cuda-driver.h"

namespace credence {
namespace {

// What the driver calls a device by libtorch's number, which CUDA_VISIBLE_DEVICES decides for both;
// empty where it says nothing.
std::string name_of_cuda_device(int index) {
  const auto start = of_driver<int (*)(unsigned)>("cuInit");
  const auto device = of_driver<int (*)(int*, int)>("cuDeviceGet");
  const auto name = of_driver<int (*)(char*, int, int)>("cuDeviceGetName");
  int handle = 0;
  char text[256] = {};
  if (start == nullptr || device == nullptr || name == nullptr) return "";
  if (start(0) != 0 || device(&handle, index) != 0) return "";
  return name(text, sizeof(text) - 1, handle) == 0 ? text : "";
}

// 13000 -> 13.0
std::string cuda_version(long number) {
  return std::to_string(number / 1000) + "." + std::to_string(number % 1000 / 10);
}

// 91002 -> 9.10.2
std::string cudnn_version(long number) {
  return std::to_string(number / 10000) + "." + std::to_string(number % 10000 / 100) + "." +
         std::to_string(number % 100);
}

}  // namespace

void export_devices(Napi::Env, Napi::Object exports) {
  // useKernels({ cudnnAttention, tf32, deterministic }): which kernels CUDA may take.
  define(exports, "useKernels", [](const Napi::CallbackInfo& info) -> Napi::Value {
    const auto wanted = info[0].As<Napi::Object>();
    auto& context = at::globalContext();
    context.setSDPUseCuDNN(wanted.Get("cudnnAttention").ToBoolean().Value());
    const bool tf32 = wanted.Get("tf32").ToBoolean().Value();
    context.setAllowTF32CuDNN(tf32);
    if (tf32) context.setAllowTF32CuBLAS(true);
    const bool deterministic = wanted.Get("deterministic").ToBoolean().Value();
    context.setDeterministicAlgorithms(deterministic, /*warn_only=*/false);
    context.setDeterministicCuDNN(deterministic);
    // Else every tensor would be filled before it is written.
    if (deterministic) context.setDeterministicFillUninitializedMemory(false);
    return info.Env().Undefined();
  });
  // { cudnnAttention, tf32, deterministic }, as libtorch has them; of TF32 whether convolutions take it.
  define(exports, "usedKernels", [](const Napi::CallbackInfo& info) -> Napi::Value {
    const auto& context = at::globalContext();
    auto used = Napi::Object::New(info.Env());
    used.Set("cudnnAttention", context.userEnabledCuDNNSDP());
    used.Set("tf32", context.allowTF32CuDNN());
    used.Set("deterministic", context.deterministicAlgorithms() && context.deterministicCuDNN());
    return used;
  });
  // setAllocator(settings): of libtorch's allocators on devices, in the words of PYTORCH_ALLOC_CONF.
  define(exports, "setAllocator", [](const Napi::CallbackInfo& info) -> Napi::Value {
    c10::CachingAllocator::setAllocatorSettings(info[0].ToString().Utf8Value());
    return info.Env().Undefined();
  });
  define(exports, "expandableSegments", [](const Napi::CallbackInfo& info) -> Napi::Value {
    return Napi::Boolean::New(
        info.Env(), c10::CachingAllocator::AcceleratorAllocatorConfig::use_expandable_segments());
  });
  define(exports, "cudaDevices", [](const Napi::CallbackInfo& info) -> Napi::Value {
    return Napi::Number::New(info.Env(), at::hasCUDA() ? at::accelerator::deviceCount() : 0);
  });
  // The CUDA that libtorch was built with, such as 13.0; null where it was built without.
  define(exports, "cudaVersion", [](const Napi::CallbackInfo& info) -> Napi::Value {
    const auto& hooks = at::detail::getCUDAHooks();
    if (!hooks.hasCUDART()) return info.Env().Null();
    return Napi::String::New(info.Env(), cuda_version(hooks.versionCUDART()));
  });
  // cudaDevice(index): { name, cudnn }, either null where it is not known.
  define(exports, "cudaDevice", [](const Napi::CallbackInfo& info) -> Napi::Value {
    const Napi::Env env = info.Env();
    const auto& hooks = at::detail::getCUDAHooks();
    const std::string name = name_of_cuda_device(info[0].ToNumber().Int32Value());
    auto device = Napi::Object::New(env);
    device.Set("name", name.empty() ? env.Null() : Napi::String::New(env, name));
    device.Set("cudnn", at::hasCUDA() && hooks.hasCuDNN()
                            ? Napi::String::New(env, cudnn_version(hooks.versionRuntimeCuDNN()))
                            : env.Null());
    return device;
  });
  // lackOfFusedAdafactor(device): why there is no operator of our own for it, in words; null where there
  // is one.
  define(exports, "lackOfFusedAdafactor", [](const Napi::CallbackInfo& info) -> Napi::Value {
    const std::string lack = lack_of_adafactor(c10::Device(info[0].ToString().Utf8Value()));
    return lack.empty() ? info.Env().Null() : Napi::String::New(info.Env(), lack);
  });
  // compileAdafactor(architecture, bfloat16): bytes of its kernels for a card such as sm_90.
  define(exports, "compileAdafactor", [](const Napi::CallbackInfo& info) -> Napi::Value {
    const std::string source = adafactor_source(info[1].ToBoolean().Value());
    const std::string compiled = compiled_for(info[0].ToString().Utf8Value(), source);
    return Napi::Number::New(info.Env(), static_cast<double>(compiled.size()));
  });
  // useDevice(device): what names no device of its own, such as pinned memory, belongs to this one.
  define(exports, "useDevice", [](const Napi::CallbackInfo& info) -> Napi::Value {
    const c10::Device device(info[0].ToString().Utf8Value());
    if (device.has_index()) at::accelerator::setDeviceIndex(device.index());
    return info.Env().Undefined();
  });
}

}  // namespace credence
