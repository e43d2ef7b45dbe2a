// C++ exceptions as JavaScript errors.
#pragma once
#include <c10/util/Exception.h>
#include <node_api.h>

#include <new>
#include <string>

#include "tensors.h"

namespace credence {

// libtorch's message without its stack, cut at the first line; of a later one only what says that
// another call may have failed.
inline std::string first_line(const std::exception& error) {
  const auto* torch_error = dynamic_cast<const c10::Error*>(&error);
  const std::string text = torch_error ? torch_error->what_without_backtrace() : error.what();
  const size_t end = text.find('\n');
  if (text.find("asynchronously reported", end == std::string::npos ? text.size() : end) ==
      std::string::npos)
    return text.substr(0, end);
  return text.substr(0, end) +
         " (errors of a device may be asynchronously reported, at a later call than the one that "
         "failed: with CUDA_LAUNCH_BLOCKING=1 in the environment the error names that one)";
}

// Whether memory ran out, on the host or on a device; only some of libtorch's errors have a type.
inline bool is_out_of_memory(const std::exception& error) {
  if (dynamic_cast<const c10::OutOfMemoryError*>(&error) || dynamic_cast<const std::bad_alloc*>(&error))
    return true;
  const std::string text = first_line(error);
  for (const char* sign : {"can't allocate memory", "not enough memory", "out of memory",
                           "CUBLAS_STATUS_ALLOC_FAILED", "CUDNN_STATUS_ALLOC_FAILED"})
    if (text.find(sign) != std::string::npos) return true;
  // oneDNN's whole message where the memory for its generated code or its tables is refused; an
  // operation that it does not know is "could not create a primitive descriptor ...".
  return text == "could not create a primitive" || text == "could not create a memory object";
}

// Whether a device failed in a way that may outlast the call: after an assert or an illegal access in
// a kernel every further call of the process fails.
inline bool is_device_failure(const std::exception& error) {
  if (dynamic_cast<const c10::AcceleratorError*>(&error)) return true;
  const std::string text = first_line(error);
  for (const char* sign : {"CUDA error: ", "CUDA driver error: ", "device-side assert",
                           "illegal memory access", "CUBLAS_STATUS_", "CUDNN_STATUS_"})
    if (text.find(sign) != std::string::npos) return true;
  return false;
}

// Throws the pending JavaScript error for the C++ exception being handled; `where` goes in front.
inline void throw_current(napi_env env, const std::string& where) {
  const std::string prefix = where + ": ";
  try {
    throw;
  } catch (const FreedTensor& error) {
    napi_value code, message, object;
    const std::string text = prefix + error.what();
    napi_create_string_utf8(env, "ERR_TENSOR_FREED", NAPI_AUTO_LENGTH, &code);
    napi_create_string_utf8(env, text.c_str(), text.size(), &message);
    napi_value global, constructor;
    napi_get_global(env, &global);
    napi_get_named_property(env, global, "ReferenceError", &constructor);
    napi_new_instance(env, constructor, 1, &message, &object);
    napi_set_named_property(env, object, "code", code);
    napi_throw(env, object);
  } catch (const std::exception& error) {
    const char* code = is_out_of_memory(error)    ? "ERR_OUT_OF_MEMORY"
                       : is_device_failure(error) ? "ERR_DEVICE_FAILED"
                                                  : "ERR_TORCH";
    napi_throw_error(env, code, (prefix + first_line(error)).c_str());
  }
}

}  // namespace credence
