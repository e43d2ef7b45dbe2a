// Reverse-mode differentiation.
#pragma once
#include <napi.h>

namespace credence {
void export_autograd(Napi::Env env, Napi::Object exports);
}
