#include "arrays.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/from_blob.h>
#include <cstring>
#include <mutex>

#include "arguments.h"

namespace credence {
namespace {

// References to array buffers whose tensors are gone. libtorch may free a tensor on another
// thread, where Node-API must not be called, so they are dropped at the next call from JavaScript.
std::mutex unused_lock;
std::vector<napi_ref> unused;

void drop_unused(napi_env env) {
  const std::lock_guard<std::mutex> guard(unused_lock);
  for (const napi_ref reference : unused) napi_delete_reference(env, reference);
  unused.clear();
}

std::vector<int64_t> shape_of(const Napi::Value& value) {
  std::vector<int64_t> shape;
  const auto list = value.As<Napi::Array>();
  for (uint32_t i = 0; i < list.Length(); i++)
    shape.push_back(list.Get(i).As<Napi::Number>().Int64Value());
  return shape;
}

void* address(const Napi::TypedArray& array) {
  return static_cast<uint8_t*>(array.ArrayBuffer().Data()) + array.ByteOffset();
}

void check_size(const Napi::TypedArray& array, at::IntArrayRef shape, at::ScalarType dtype) {
  const int64_t wanted = c10::multiply_integers(shape) * c10::elementSize(dtype);
  TORCH_CHECK(static_cast<int64_t>(array.ByteLength()) == wanted, "an array of ",
              array.ByteLength(), " bytes cannot fill a ", c10::toString(dtype),
              " tensor of shape ", shape, " (", wanted, " bytes)");
}

}  // namespace

void export_arrays(Napi::Env, Napi::Object exports) {
  // fromArray(typed array, shape, dtype, share): a copy, or the array's own memory.
  define(exports, "fromArray", [](const Napi::CallbackInfo& info) -> Napi::Value {
    const Napi::Env env = info.Env();
    drop_unused(env);
    const auto array = info[0].As<Napi::TypedArray>();
    const auto shape = shape_of(info[1]);
    const auto dtype = static_cast<at::ScalarType>(info[2].As<Napi::Number>().Int32Value());
    check_size(array, shape, dtype);
    const auto options = at::TensorOptions().dtype(dtype);
    if (!info[3].ToBoolean().Value()) {
      at::Tensor copy = at::empty(shape, options);
      if (array.ByteLength() > 0)
        std::memcpy(copy.mutable_data_ptr(), address(array), array.ByteLength());
      return wrap(env, copy);
    }
    napi_ref reference;
    napi_create_reference(env, array.ArrayBuffer(), 1, &reference);
    const auto release = [reference](void*) {
      const std::lock_guard<std::mutex> guard(unused_lock);
      unused.push_back(reference);
    };
    return wrap(env, at::from_blob(address(array), shape, release, options));
  });
  // toArrayBuffer(tensor, share): its elements in order; shared memory stays alive with the buffer.
  define(exports, "toArrayBuffer", [](const Napi::CallbackInfo& info) -> Napi::Value {
    const Napi::Env env = info.Env();
    const at::Tensor tensor = tensor_of(info[0]).detach().cpu().contiguous();
    const size_t bytes = tensor.nbytes();
    if (info[1].ToBoolean().Value() && bytes > 0) {
      auto* owner = new at::Tensor(tensor);
      return Napi::ArrayBuffer::New(env, tensor.mutable_data_ptr(), bytes,
                                    [](Napi::Env, void*, at::Tensor* held) { delete held; }, owner);
    }
    auto buffer = Napi::ArrayBuffer::New(env, bytes);
    if (bytes > 0) std::memcpy(buffer.Data(), tensor.const_data_ptr(), bytes);
    return buffer;
  });
}

}  // namespace credence
