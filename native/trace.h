// A trace of what operators and kernels take.
#pragma once
#include <napi.h>

namespace credence {
void export_trace(Napi::Env env, Napi::Object exports);
}
