// Reading and making Node-API values in the functions that are not on the hot path.
#pragma once
#include <napi.h>

#include <string>
#include <vector>

#include "errors.h"
#include "tensors.h"

namespace credence {

inline std::vector<double> ids_of(const Napi::Value& value) {
  std::vector<double> ids;
  const auto list = value.As<Napi::Array>();
  ids.reserve(list.Length());
  for (uint32_t i = 0; i < list.Length(); i++)
    ids.push_back(list.Get(i).As<Napi::Number>().DoubleValue());
  return ids;
}

inline at::Tensor& tensor_of(const Napi::Value& value) {
  return Tensors::instance().get(value.As<Napi::Number>().DoubleValue());
}

inline std::vector<at::Tensor> tensors_of(const Napi::Value& value) {
  std::vector<at::Tensor> tensors;
  for (const double id : ids_of(value)) tensors.push_back(Tensors::instance().get(id));
  return tensors;
}

inline Napi::Value wrap(Napi::Env env, const at::Tensor& tensor) {
  if (!tensor.defined()) return env.Null();
  return Napi::Number::New(env, Tensors::instance().add(tensor));
}

inline Napi::Value wrap_all(Napi::Env env, const std::vector<at::Tensor>& tensors) {
  auto list = Napi::Array::New(env, tensors.size());
  for (size_t i = 0; i < tensors.size(); i++) list.Set(i, wrap(env, tensors[i]));
  return list;
}

// Exports a function whose C++ exceptions become JavaScript errors that begin with its name.
template <typename Body>
void define(Napi::Object exports, const char* name, Body body) {
  const auto guarded = [name, body](const Napi::CallbackInfo& info) -> Napi::Value {
    try {
      return body(info);
    } catch (const Napi::Error&) {
      throw;
    } catch (const std::exception&) {
      throw_current(info.Env(), name);
      return info.Env().Undefined();
    }
  };
  exports.Set(name, Napi::Function::New(exports.Env(), guarded, name));
}

}  // namespace credence
