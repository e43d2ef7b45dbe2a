// The fake accelerator as libtorch asks for it: its name, guard, hooks and generator.
#pragma once
#include <ATen/core/Generator.h>

namespace fake {

// Tells libtorch of the device, once for the process.
void register_device();

// What operators on the device draw from.
const at::Generator& generator();

}  // namespace fake
