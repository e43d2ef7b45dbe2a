// What tests ask of the fake accelerator, as a Node addon of its own.
#include <napi.h>

#include "arena.h"
#include "device.h"
#include "fallback.h"

namespace {

Napi::Value number(const Napi::CallbackInfo& info, double value) { return Napi::Number::New(info.Env(), value); }

}  // namespace

static Napi::Object initialise(Napi::Env env, Napi::Object exports) {
  // Before any tensor of the device is made, and before autograd counts the devices.
  fake::register_device();
  const auto define = [&](const char* name, auto body) { exports.Set(name, Napi::Function::New(env, body, name)); };
  // setLimit(bytes): what the device has.
  define("setLimit", [](const Napi::CallbackInfo& info) -> Napi::Value {
    fake::set_limit(static_cast<size_t>(info[0].ToNumber().Int64Value()));
    return info.Env().Undefined();
  });
  define("breakDownAfter", [](const Napi::CallbackInfo& info) -> Napi::Value {
    fake::break_down_after(info[0].ToNumber().Int64Value());
    return info.Env().Undefined();
  });
  define("liveBytes", [](const Napi::CallbackInfo& info) -> Napi::Value {
    return number(info, static_cast<double>(fake::live_bytes()));
  });
  define("liveBlocks", [](const Napi::CallbackInfo& info) -> Napi::Value {
    return number(info, static_cast<double>(fake::live_blocks()));
  });
  // Of Traffic in arena.h, each since the process began.
  define("reads", [](const Napi::CallbackInfo& info) -> Napi::Value {
    return number(info, static_cast<double>(fake::traffic().reads));
  });
  define("waitingWrites", [](const Napi::CallbackInfo& info) -> Napi::Value {
    return number(info, static_cast<double>(fake::traffic().waiting_writes));
  });
  define("kernels", [](const Napi::CallbackInfo& info) -> Napi::Value {
    return number(info, static_cast<double>(fake::traffic().kernels));
  });
  return exports;
}

NODE_API_MODULE(fake, initialise)
