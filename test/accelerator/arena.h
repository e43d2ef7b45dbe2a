// The memory of the fake accelerator. Every byte has two addresses: that of the device, which tensors
// hold and where nobody may read or write (PROT_NONE, so that whoever does ends the process), and
// that of its kernels, which only what runs in the device's place is given.
#pragma once
#include <c10/core/CachingDeviceAllocator.h>

#include <cstddef>
#include <cstdint>

namespace fake {

// The allocator of the device's tensors, known to libtorch by c10::SetAllocator.
c10::DeviceAllocator& allocator();

// Where kernels find what tensors have at `device_address`; null stays null.
void* for_kernels(const void* device_address);

// Whether an address is one of those that kernels are given.
bool is_for_kernels(const void* address);

// Bytes that the device has; allocations beyond them are errors of type c10::OutOfMemoryError.
void set_limit(size_t bytes);

// Bytes and blocks that live tensors hold.
size_t live_bytes();
size_t live_blocks();

// What the host is told of the device and what it waits for.
struct Traffic {
  // Copies to the host, numbers read, and operators whose result's shape depends on elements.
  int64_t reads = 0;
  // Copies from memory of the host that is not pinned, for which the host has to wait as well.
  int64_t waiting_writes = 0;
  // Operators that ran on the device.
  int64_t kernels = 0;
};
Traffic& traffic();

}  // namespace fake
