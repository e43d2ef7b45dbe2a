#include "tensors.h"

#include <unordered_set>

namespace credence {
namespace {
constexpr double kSlots = 16777216.0;  // 2^24

uint32_t slot_of(double id) { return static_cast<uint64_t>(id) & 0xffffff; }
uint32_t generation_of(double id) { return static_cast<uint32_t>(static_cast<uint64_t>(id) >> 24); }
}  // namespace

Tensors& Tensors::instance() {
  static Tensors* slab = new Tensors();  // never destroyed: libtorch may be unloaded before it
  return *slab;
}

double Tensors::add(at::Tensor tensor) {
  uint32_t index;
  if (free_.empty()) {
    index = static_cast<uint32_t>(slots_.size());
    TORCH_CHECK(index < kSlots, "more than 2^24 live tensors: a scope is missing");
    slots_.emplace_back();
  } else {
    index = free_.back();
    free_.pop_back();
  }
  Slot& slot = slots_[index];
  slot.tensor = std::move(tensor);
  slot.live = true;
  slot.kept = false;
  live_++;
  const double id = slot.generation * kSlots + index;
  if (!marks_.empty()) made_.push_back(id);
  return id;
}

Tensors::Slot* Tensors::find(double id) {
  if (!(id >= kSlots && id < 9007199254740992.0)) return nullptr;  // 2^53
  const uint32_t index = slot_of(id);
  if (index >= slots_.size()) return nullptr;
  Slot& slot = slots_[index];
  return slot.live && slot.generation == generation_of(id) ? &slot : nullptr;
}

at::Tensor& Tensors::get(double id) {
  Slot* slot = find(id);
  if (!slot) throw FreedTensor("this tensor was freed when its scope ended or by dispose()");
  return slot->tensor;
}

void Tensors::release(uint32_t index) {
  Slot& slot = slots_[index];
  slot.tensor = at::Tensor();
  slot.live = false;
  // Numbers stay exact in a double up to generation 2^29, which then begins anew.
  slot.generation = slot.generation % (1u << 29) + 1;
  live_--;
  free_.push_back(index);
}

void Tensors::free(double id) {
  if (find(id)) release(slot_of(id));
}

void Tensors::keep(double id) {
  get(id);
  find(id)->kept = true;
}

void Tensors::enter_scope() { marks_.push_back(made_.size()); }

void Tensors::leave_scope(const std::vector<double>& survivors) {
  TORCH_CHECK(!marks_.empty(), "no scope is open");
  const size_t begin = marks_.back();
  marks_.pop_back();
  const std::unordered_set<double> surviving(survivors.begin(), survivors.end());
  size_t end = begin;
  for (size_t i = begin; i < made_.size(); i++) {
    const double id = made_[i];
    Slot* slot = find(id);
    if (!slot || slot->kept) continue;
    if (!surviving.empty() && surviving.count(id)) {
      if (!marks_.empty()) made_[end++] = id;
    } else {
      release(slot_of(id));
    }
  }
  made_.resize(end);
}

size_t Tensors::live_bytes() const {
  std::unordered_set<const void*> seen;
  size_t bytes = 0;
  for (const Slot& slot : slots_) {
    if (!slot.live || !slot.tensor.defined() || !slot.tensor.has_storage()) continue;
    const auto& storage = slot.tensor.storage();
    if (seen.insert(storage.unsafeGetStorageImpl()).second) bytes += storage.nbytes();
  }
  return bytes;
}

}  // namespace credence
