// Operators of the host in the place of the device's.
#pragma once
#include <ATen/ATen.h>

namespace fake {

// `tensor` of the device as kernels see it: a tensor of the host over the same memory.
at::Tensor for_kernels(const at::Tensor& tensor);

// A tensor of the device with the elements of `made`, which a kernel has made on the host.
at::Tensor to_device(const at::Tensor& made);

// From `kernels` more on, every kernel fails as one of CUDA's after a device-side assert.
void break_down_after(int64_t kernels);

}  // namespace fake
