// What loops over many numbers have in common: code for the processor's widest vectors, and
// bfloat16 read and written as float32.
#pragma once
#include <ATen/core/Tensor.h>
#include <c10/util/BFloat16.h>

#include <algorithm>
#include <bit>
#include <cstdint>

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define CREDENCE_VECTORS __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define CREDENCE_VECTORS
#endif

namespace credence {

[[maybe_unused]] CREDENCE_VECTORS static void load(float* to, const float* from, int64_t n) {
  std::copy(from, from + n, to);
}

[[maybe_unused]] CREDENCE_VECTORS static void load(float* to, const c10::BFloat16* from, int64_t n) {
#pragma omp simd
  for (int64_t i = 0; i < n; i++) to[i] = std::bit_cast<float>(static_cast<uint32_t>(from[i].x) << 16);
}

[[maybe_unused]] CREDENCE_VECTORS static void store(float* to, const float* from, float factor, int64_t n) {
#pragma omp simd
  for (int64_t i = 0; i < n; i++) to[i] = factor * from[i];
}

// Rounds to the nearest, halves to even; what is stored is finite.
[[maybe_unused]] CREDENCE_VECTORS static void store(c10::BFloat16* to, const float* from, float factor,
                                                    int64_t n) {
#pragma omp simd
  for (int64_t i = 0; i < n; i++) {
    const uint32_t bits = std::bit_cast<uint32_t>(factor * from[i]);
    to[i].x = static_cast<uint16_t>((bits + 0x7fff + ((bits >> 16) & 1)) >> 16);
  }
}

// Calls `body` with a null pointer to the type of `x`, which is float32 or bfloat16.
template <typename Body>
void by_type(const at::Tensor& x, const Body& body) {
  if (x.scalar_type() == at::kBFloat16) return body(static_cast<c10::BFloat16*>(nullptr));
  TORCH_CHECK(x.scalar_type() == at::kFloat, "must be float32 or bfloat16, got ", x.scalar_type());
  body(static_cast<float*>(nullptr));
}

}  // namespace credence
