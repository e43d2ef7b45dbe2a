// CUDA's driver, which a machine without one lacks; its interface is stable, so no toolkit is needed to
// call it.
#pragma once
#include <dlfcn.h>

namespace credence {

// A function of the driver's, by the name and the type that cuda.h gives it; null where there is none.
template <typename Function>
Function of_driver(const char* name) {
  static void* const driver = dlopen("libcuda.so.1", RTLD_LAZY | RTLD_LOCAL);
  return driver == nullptr ? nullptr : reinterpret_cast<Function>(dlsym(driver, name));
}

}  // namespace credence
