// The engine's door to JavaScript: ATen's operators, autograd, arrays and what holds for the
// process.
#include <napi.h>

#include "arguments.h"
#include "arrays.h"
#include "autograd.h"
#include "devices.h"
#include "dispatch.h"
#include "engine.h"
#include "host-memory.h"
#include "trace.h"

namespace credence {
namespace {

// A step opens many scopes: these two go to Node-API directly.
napi_value enter_scope(napi_env, napi_callback_info) {
  Tensors::instance().enter_scope();
  return nullptr;
}

// leaveScope(numbers of the survivors | null)
napi_value leave_scope(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value list;
  napi_get_cb_info(env, info, &count, &list, nullptr, nullptr);
  try {
    bool is_array = false;
    napi_is_array(env, list, &is_array);
    Tensors::instance().leave_scope(is_array ? ids_of(Napi::Value(env, list))
                                             : std::vector<double>{});
  } catch (const std::exception&) {
    throw_current(env, "leaveScope");
  }
  return nullptr;
}

void export_tensors(Napi::Object exports) {
  define(exports, "free", [](const Napi::CallbackInfo& info) -> Napi::Value {
    Tensors::instance().free(info[0].As<Napi::Number>().DoubleValue());
    return info.Env().Undefined();
  });
  define(exports, "keep", [](const Napi::CallbackInfo& info) -> Napi::Value {
    Tensors::instance().keep(info[0].As<Napi::Number>().DoubleValue());
    return info.Env().Undefined();
  });
  define(exports, "liveTensors", [](const Napi::CallbackInfo& info) -> Napi::Value {
    return Napi::Number::New(info.Env(), Tensors::instance().live_tensors());
  });
  define(exports, "liveBytes", [](const Napi::CallbackInfo& info) -> Napi::Value {
    return Napi::Number::New(info.Env(), Tensors::instance().live_bytes());
  });
  define(exports, "shape", [](const Napi::CallbackInfo& info) -> Napi::Value {
    const auto sizes = tensor_of(info[0]).sizes();
    auto shape = Napi::Array::New(info.Env(), sizes.size());
    for (size_t i = 0; i < sizes.size(); i++) shape.Set(i, Napi::Number::New(info.Env(), sizes[i]));
    return shape;
  });
  define(exports, "dtype", [](const Napi::CallbackInfo& info) -> Napi::Value {
    return Napi::Number::New(info.Env(), static_cast<int>(tensor_of(info[0]).scalar_type()));
  });
  define(exports, "device", [](const Napi::CallbackInfo& info) -> Napi::Value {
    return Napi::String::New(info.Env(), tensor_of(info[0]).device().str());
  });
}

Napi::Object initialise(Napi::Env env, Napi::Object exports) {
  install_host_memory();
  const auto hot = [&](const char* name, napi_callback function) {
    napi_value value;
    napi_create_function(env, name, NAPI_AUTO_LENGTH, function, nullptr, &value);
    exports.Set(name, Napi::Value(env, value));
  };
  hot("prepare", prepare);
  hot("call", call);
  hot("schema", schema);
  hot("enterScope", enter_scope);
  hot("leaveScope", leave_scope);
  export_tensors(exports);
  export_autograd(env, exports);
  export_arrays(env, exports);
  export_engine(env, exports);
  export_trace(env, exports);
  export_devices(env, exports);
  return exports;
}

}  // namespace
}  // namespace credence

static Napi::Object initialise(Napi::Env env, Napi::Object exports) {
  return credence::initialise(env, exports);
}

NODE_API_MODULE(credence, initialise)
