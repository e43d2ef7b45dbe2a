#include "autograd.h"

#include <c10/core/GradMode.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/variable.h>

#include <optional>

#include "arguments.h"
#include "cast-gradients.h"

namespace credence {

void export_autograd(Napi::Env, Napi::Object exports) {
  // backward(output, keepGraph, output's gradient | null, as cast): adds to the gradients of the leaves.
  define(exports, "backward", [](const Napi::CallbackInfo& info) -> Napi::Value {
    const auto seeds = info[2].IsNumber() ? std::vector<at::Tensor>{tensor_of(info[2])}
                                          : std::vector<at::Tensor>{};
    const at::Tensor& output = tensor_of(info[0]);
    std::optional<CastGradients> as_cast;
    if (info[3].ToBoolean().Value()) as_cast.emplace(output);
    torch::autograd::backward({output}, seeds, info[1].ToBoolean().Value());
    return info.Env().Undefined();
  });
  // grad(outputs, inputs, outputGradients | null, keepGraph, createGraph): null where unused.
  define(exports, "grad", [](const Napi::CallbackInfo& info) -> Napi::Value {
    const auto seeds = info[2].IsArray() ? tensors_of(info[2]) : std::vector<at::Tensor>{};
    const bool create_graph = info[4].ToBoolean().Value();
    return wrap_all(info.Env(), torch::autograd::grad(
        tensors_of(info[0]), tensors_of(info[1]), seeds,
        info[3].ToBoolean().Value() || create_graph, create_graph, /*allow_unused=*/true));
  });
  define(exports, "gradients", [](const Napi::CallbackInfo& info) -> Napi::Value {
    std::vector<at::Tensor> gradients;
    for (const auto& leaf : tensors_of(info[0])) gradients.push_back(leaf.grad());
    return wrap_all(info.Env(), gradients);
  });
  define(exports, "clearGradients", [](const Napi::CallbackInfo& info) -> Napi::Value {
    for (auto& leaf : tensors_of(info[0])) leaf.mutable_grad() = at::Tensor();
    return info.Env().Undefined();
  });
  define(exports, "requireGradient", [](const Napi::CallbackInfo& info) -> Napi::Value {
    tensor_of(info[0]).set_requires_grad(info[1].ToBoolean().Value());
    return info.Env().Undefined();
  });
  define(exports, "requiresGradient", [](const Napi::CallbackInfo& info) -> Napi::Value {
    return Napi::Boolean::New(info.Env(), tensor_of(info[0]).requires_grad());
  });
  // setData(leaf, value): the leaf's elements, type and device become those of `value`.
  define(exports, "setData", [](const Napi::CallbackInfo& info) -> Napi::Value {
    tensor_of(info[0]).set_data(tensor_of(info[1]));
    return info.Env().Undefined();
  });
  // setGradientMode(enabled) -> what it was.
  define(exports, "setGradientMode", [](const Napi::CallbackInfo& info) -> Napi::Value {
    const bool before = c10::GradMode::is_enabled();
    c10::GradMode::set_enabled(info[0].ToBoolean().Value());
    return Napi::Boolean::New(info.Env(), before);
  });
}

}  // namespace credence
