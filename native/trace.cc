// What operators and a device's kernels take, by Kineto, written as a trace that Perfetto or
// chrome://tracing shows.
#include "trace.h"

#include <torch/csrc/autograd/profiler_kineto.h>

#include "arguments.h"

namespace credence {
namespace {

namespace profiler = torch::profiler::impl;

// startTrace(device): records all operators, and of a GPU its kernels, until stopTrace.
Napi::Value start_trace(const Napi::CallbackInfo& info) {
  std::set<profiler::ActivityType> activities{profiler::ActivityType::CPU};
  if (c10::Device(info[0].ToString().Utf8Value()).is_cuda())
    activities.insert(profiler::ActivityType::CUDA);
  const profiler::ProfilerConfig config(profiler::ProfilerState::KINETO);
  torch::autograd::profiler::prepareProfiler(config, activities);
  // Backward functions too: autograd runs them on a thread of its own, which inherits this.
  torch::autograd::profiler::enableProfiler(
      config, activities, {at::RecordScope::FUNCTION, at::RecordScope::BACKWARD_FUNCTION});
  return info.Env().Undefined();
}

// stopTrace(path): writes what was recorded since startTrace.
Napi::Value stop_trace(const Napi::CallbackInfo& info) {
  torch::autograd::profiler::disableProfiler()->save(info[0].ToString().Utf8Value());
  return info.Env().Undefined();
}

}  // namespace

void export_trace(Napi::Env, Napi::Object exports) {
  define(exports, "startTrace", start_trace);
  define(exports, "stopTrace", stop_trace);
}

}  // namespace credence
