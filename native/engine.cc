#include "engine.h"

#include <ATen/Context.h>
#include <ATen/DeviceAccelerator.h>
#include <ATen/Parallel.h>
#include <ATen/autocast_mode.h>
#include <torch/version.h>

#include <mutex>

#include "arguments.h"
#include "host-memory.h"

#ifdef __GLIBC__
#include <malloc.h>
#endif

// MKL takes slow kernels on processors that are not Intel's unless this says otherwise; found
// before libtorch_cpu's own definition because the addon is loaded before it.
extern "C" __attribute__((visibility("default"))) int mkl_serv_intel_cpu_true() { return 1; }

namespace credence {
namespace {

c10::Device device_of(const Napi::Value& value) {
  return c10::Device(value.ToString().Utf8Value());
}

// The number of an accelerator, which is the current one where its name has none.
c10::DeviceIndex index_of(const c10::Device& device) {
  return device.has_index() ? device.index() : at::accelerator::getDeviceIndex();
}

}  // namespace

void export_engine(Napi::Env, Napi::Object exports) {
  define(exports, "version", [](const Napi::CallbackInfo& info) -> Napi::Value {
    return Napi::String::New(info.Env(), TORCH_VERSION);
  });
  define(exports, "cpuCapability", [](const Napi::CallbackInfo& info) -> Napi::Value {
    return Napi::String::New(info.Env(), at::get_cpu_capability());
  });
  define(exports, "setThreads", [](const Napi::CallbackInfo& info) -> Napi::Value {
    at::set_num_threads(info[0].ToNumber().Int32Value());
    return info.Env().Undefined();
  });
  define(exports, "threads", [](const Napi::CallbackInfo& info) -> Napi::Value {
    return Napi::Number::New(info.Env(), at::get_num_threads());
  });
  define(exports, "seed", [](const Napi::CallbackInfo& info) -> Napi::Value {
    at::manual_seed(static_cast<uint64_t>(info[0].ToNumber().Int64Value()));
    return info.Env().Undefined();
  });
  // The state of the generator that operators on a device draw from, as a tensor of bytes.
  define(exports, "generatorState", [](const Napi::CallbackInfo& info) -> Napi::Value {
    auto generator = at::globalContext().defaultGenerator(device_of(info[0]));
    const std::lock_guard<std::mutex> guard(generator.mutex());
    return wrap(info.Env(), generator.get_state());
  });
  // setGeneratorState(device, state)
  define(exports, "setGeneratorState", [](const Napi::CallbackInfo& info) -> Napi::Value {
    auto generator = at::globalContext().defaultGenerator(device_of(info[0]));
    const std::lock_guard<std::mutex> guard(generator.mutex());
    generator.set_state(tensor_of(info[1]));
    return info.Env().Undefined();
  });
  // setAutocast(device, dtype | null): mixed precision of operators to come, or none; gives what it
  // was before.
  define(exports, "setAutocast", [](const Napi::CallbackInfo& info) -> Napi::Value {
    const auto type = device_of(info[0]).type();
    const bool was_on = at::autocast::is_autocast_enabled(type);
    const auto before = at::autocast::get_autocast_dtype(type);
    const bool on = info[1].IsNumber();
    if (on) {
      const auto dtype = static_cast<at::ScalarType>(info[1].ToNumber().Int32Value());
      // The cache finds a cast by its parameter, whatever the type.
      if (dtype != before) at::autocast::clear_cache();
      at::autocast::set_autocast_dtype(type, dtype);
    }
    at::autocast::set_autocast_enabled(type, on);
    if (on && !was_on) at::autocast::increment_nesting();
    if (!on && was_on && at::autocast::decrement_nesting() == 0) at::autocast::clear_cache();
    if (!was_on) return info.Env().Null();
    return Napi::Number::New(info.Env(), static_cast<int>(before));
  });
  // holdCasts(hold): while held, what autocast made of the parameters outlasts its own region.
  define(exports, "holdCasts", [](const Napi::CallbackInfo& info) -> Napi::Value {
    if (info[0].ToBoolean().Value()) at::autocast::increment_nesting();
    else if (at::autocast::decrement_nesting() == 0) at::autocast::clear_cache();
    return info.Env().Undefined();
  });
  // Gives freed memory that is kept for reuse back to the device, or to the system.
  define(exports, "releaseMemory", [](const Napi::CallbackInfo& info) -> Napi::Value {
    if (!device_of(info[0]).is_cpu()) {
      at::accelerator::emptyCache();
    } else {
      release_host_memory();
#ifdef __GLIBC__
      malloc_trim(0);
#endif
    }
    return info.Env().Undefined();
  });
  // Waits until the accelerator has done all that was asked of it.
  define(exports, "synchronize", [](const Napi::CallbackInfo& info) -> Napi::Value {
    const auto device = device_of(info[0]);
    if (!device.is_cpu()) at::accelerator::synchronizeDevice(index_of(device));
    return info.Env().Undefined();
  });
  // limitMemory(bytes): what tensors on the host may take at most; 0: all there is.
  define(exports, "limitMemory", [](const Napi::CallbackInfo& info) -> Napi::Value {
    limit_host_memory(static_cast<size_t>(info[0].ToNumber().Int64Value()));
    return info.Env().Undefined();
  });
  // Bytes on the host that were freed and are kept for tensors to come.
  define(exports, "keptMemory", [](const Napi::CallbackInfo& info) -> Napi::Value {
    return Napi::Number::New(info.Env(), static_cast<double>(host_memory_use().cached));
  });
  // Most bytes that tensors have held on a device since resetPeakMemory.
  define(exports, "peakMemory", [](const Napi::CallbackInfo& info) -> Napi::Value {
    const auto device = device_of(info[0]);
    if (device.is_cpu())
      return Napi::Number::New(info.Env(), static_cast<double>(host_memory_use().peak));
    const auto total = static_cast<size_t>(c10::CachingAllocator::StatType::AGGREGATE);
    const auto statistics = at::accelerator::getDeviceStats(index_of(device));
    return Napi::Number::New(info.Env(),
                             static_cast<double>(statistics.allocated_bytes[total].peak));
  });
  define(exports, "resetPeakMemory", [](const Napi::CallbackInfo& info) -> Napi::Value {
    const auto device = device_of(info[0]);
    if (device.is_cpu())
      reset_host_memory_peak();
    else
      at::accelerator::resetPeakStats(index_of(device));
    return info.Env().Undefined();
  });
}

}  // namespace credence
