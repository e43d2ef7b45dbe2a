// NVRTC, NVIDIA's compiler of CUDA C as a library, which comes with libtorch's builds for CUDA.
#pragma once
#include <string>

namespace credence {

// `source` compiled for an architecture such as sm_90, as the driver loads it. Throws where NVRTC is not
// found, beside libtorch or by the environment's CREDENCE_NVRTC (its file), and where it refuses.
std::string compiled_for(const std::string& architecture, const std::string& source);

}  // namespace credence
