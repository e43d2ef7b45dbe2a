// What holds for the whole process: version, threads, seeds, autocast, memory.
#pragma once
#include <napi.h>

namespace credence {
void export_engine(Napi::Env env, Napi::Object exports);
}
