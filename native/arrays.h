// Tensors from and to the memory of JavaScript's typed arrays.
#pragma once
#include <napi.h>

namespace credence {
void export_arrays(Napi::Env env, Napi::Object exports);
}
