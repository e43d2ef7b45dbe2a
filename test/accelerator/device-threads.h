// A block's threads of a kernel in CUDA C, run on the host one at a time: each until it waits for the
// others, when the next goes on. So the kernels' own source can be run where there is no card.
#pragma once
#include <functional>

namespace fake {

struct Index {
  unsigned x, y;
};

// What a kernel finds under these names.
extern Index threadIdx, blockIdx, gridDim;

// Runs `body` once for each of 256 threads of each block of a grid, one block after the other.
void run_blocks(unsigned across, unsigned down, const std::function<void()>& body);

// Waits until all threads of the block are here.
void __syncthreads();

// The `value` of the thread of this warp of 32 whose place differs by the bits of `mask`.
float __shfl_xor_sync(unsigned, float value, int mask);

}  // namespace fake
