// Devices beside the processor: which there are, what they are, and which kernels are taken there.
#pragma once
#include <napi.h>

namespace credence {
void export_devices(Napi::Env env, Napi::Object exports);
}
