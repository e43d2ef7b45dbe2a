// Tensors live in a slab; JavaScript holds their number: generation * 2^24 + slot.
// The generation changes when a slot is freed, so that a number used after that is caught.
#pragma once
#include <ATen/core/Tensor.h>

#include <cstdint>
#include <stdexcept>
#include <vector>

namespace credence {

// A tensor was used after its scope had ended; becomes a ReferenceError.
struct FreedTensor : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class Tensors {
 public:
  static Tensors& instance();

  // Stores a tensor under a new number, owned by the innermost open scope.
  double add(at::Tensor tensor);
  at::Tensor& get(double id);
  void free(double id);
  // Takes a tensor out of every scope: it lives until it is freed.
  void keep(double id);

  void enter_scope();
  // Frees what was made since the matching enter_scope, except `survivors`, which pass outwards.
  void leave_scope(const std::vector<double>& survivors);

  size_t live_tensors() const { return live_; }
  // Bytes of the distinct storages that live tensors hold.
  size_t live_bytes() const;

 private:
  struct Slot {
    at::Tensor tensor;
    uint32_t generation = 1;
    bool live = false;
    bool kept = false;
  };
  Slot* find(double id);
  void release(uint32_t index);

  std::vector<Slot> slots_;
  std::vector<uint32_t> free_;
  std::vector<double> made_;    // numbers made inside open scopes, oldest first
  std::vector<size_t> marks_;   // where in made_ each open scope begins
  size_t live_ = 0;
};

}  // namespace credence
