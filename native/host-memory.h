// The memory of tensors on the host.
#pragma once
#include <cstddef>

namespace credence {

// What tensors hold on the host, in bytes.
struct HostMemoryUse {
  size_t live;    // by tensors, now
  size_t peak;    // by tensors, at most since the last reset
  size_t cached;  // freed and kept for tensors to come
};

// Makes libtorch take its host memory from here; to be called before the first tensor is made.
void install_host_memory();

HostMemoryUse host_memory_use();
// Starts measuring the peak anew.
void reset_host_memory_peak();
// Gives cached blocks back to the system.
void release_host_memory();
// Lets tensors take at most so many bytes, or as many as there are where `bytes` is 0.
void limit_host_memory(size_t bytes);

}  // namespace credence
