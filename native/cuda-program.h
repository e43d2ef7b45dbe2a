// Kernels of our own on a card: compiled for it by NVRTC, loaded and started by the driver's interface in
// libtorch's context and on its stream.
#pragma once
#include <c10/core/Device.h>

#include <map>
#include <string>

namespace credence {

// One source of CUDA C; compiled for each card once, when its first kernel is asked for.
class CudaProgram {
 public:
  explicit CudaProgram(std::string source) : source_(std::move(source)) {}

  // A kernel as the driver has it. Throws where NVRTC or the driver is missing or refuses.
  void* kernel(c10::Device device, const std::string& name);

  // Starts a kernel with `threads` threads a block on libtorch's current stream; `arguments` has the
  // address of each argument.
  void launch(c10::Device device, const std::string& name, int blocks_across, int blocks_down, int threads,
              void** arguments);

 private:
  const std::string source_;
  std::map<c10::DeviceIndex, void*> modules_;
  std::map<std::pair<c10::DeviceIndex, std::string>, void*> kernels_;
};

}  // namespace credence
