// Adafactor's update of a matrix on a device.
#pragma once
#include <c10/core/Device.h>

#include <string>

namespace credence {

// Why `credence::adafactor_` does not run on a device, in words; empty where it does.
std::string lack_of_adafactor(c10::Device device);

// The kernels' source for gradients of bfloat16, or of float32.
std::string adafactor_source(bool bfloat16);

}  // namespace credence
