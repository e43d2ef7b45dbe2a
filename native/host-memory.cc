// An allocator for shapes that change with every batch. A general one splits and joins blocks, and
// over thousands of steps of ever new lengths its heap frays to several times of what is in use;
// one that gives every block back has its pages cleared anew at every step. Here large blocks come
// in few sizes, each a mapping of its own: a freed one serves the next tensor of about its size,
// and what is kept never takes the whole above what tensors once needed at the same time.
#include "host-memory.h"

#include <c10/core/Allocator.h>
#include <c10/core/CPUAllocator.h>
#include <c10/util/Exception.h>
#include <malloc.h>
#include <sys/mman.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstdlib>
#include <mutex>
#include <new>

namespace credence {
namespace {

constexpr size_t kAlignment = 64;  // as libtorch's own; vector code and MKL rely on it
constexpr size_t kPage = 4096;
constexpr size_t kHugePage = size_t{2} << 20;
constexpr size_t kLeastMapping = size_t{64} << 10;  // below it, malloc
constexpr int kSizesPerDoubling = 8;
constexpr size_t kClasses = 64 * kSizesPerDoubling;
// A request may take a block of so many sizes above its own: at most half as large again.
constexpr size_t kFit = 3;
// What is held may be above the peak of live bytes by one part in so many, and by so many bytes.
constexpr size_t kSlack = 16;
constexpr size_t kLeastSlack = size_t{64} << 20;

// Stands before the data of every block.
struct Block {
  void* start;   // of what malloc gave, or of the mapping
  size_t bytes;  // of the whole
  bool mapped;
  Block* next;  // of its size, younger ones first; only in the cache
  Block* previous;
  Block* younger;  // in the order of their return; only in the cache
  Block* older;
};
static_assert(sizeof(Block) <= kAlignment);

size_t rounded(size_t bytes, size_t unit) { return (bytes + unit - 1) / unit * unit; }

// The size that a request for `bytes` is rounded up to: eight sizes from one power of two to the
// next, whole pages.
size_t size_of(size_t bytes) {
  const size_t step = std::bit_floor(bytes) / kSizesPerDoubling;
  return rounded(bytes, std::max(step, kPage));
}

// Sizes in order, for sizes that size_of gives.
size_t class_of(size_t size) {
  const size_t power = std::bit_width(size) - 1;
  return power * kSizesPerDoubling + (size - (size_t{1} << power)) / (std::bit_floor(size) / kSizesPerDoubling);
}

// Whole huge pages lie on their own borders, so that the kernel can use them: a tensor of 100 MB
// then takes 50 faults in place of 25,000.
void* map(size_t size) {
  const size_t extra = size >= kHugePage ? kHugePage : 0;
  void* start = mmap(nullptr, size + extra, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (start == MAP_FAILED) return nullptr;
  if (extra == 0) return start;
  char* const first = static_cast<char*>(start);
  char* const aligned = reinterpret_cast<char*>(rounded(reinterpret_cast<uintptr_t>(first), kHugePage));
  if (aligned > first) munmap(first, aligned - first);
  if (aligned + size < first + size + extra) munmap(aligned + size, first + extra - aligned);
  madvise(aligned, size, MADV_HUGEPAGE);
  return aligned;
}

class HostMemory final : public c10::Allocator {
 public:
  c10::DataPtr allocate(size_t bytes) override {
    if (bytes == 0) return {nullptr, nullptr, &release, c10::DeviceType::CPU};
    void* data = take(bytes);
    return {data, data, &release, c10::DeviceType::CPU};
  }
  c10::DeleterFnPtr raw_deleter() const override { return &release; }
  void copy_data(void* to, const void* from, std::size_t bytes) const override {
    default_copy_data(to, from, bytes);
  }

  HostMemoryUse use() {
    const std::lock_guard<std::mutex> guard(mutex_);
    return {live_, peak_, cached_};
  }
  void reset_peak() {
    const std::lock_guard<std::mutex> guard(mutex_);
    peak_ = live_;
  }
  void empty_cache() {
    const std::lock_guard<std::mutex> guard(mutex_);
    shrink_to(0);
    high_water_ = live_;
  }
  void limit(size_t bytes) {
    const std::lock_guard<std::mutex> guard(mutex_);
    limit_ = bytes;
  }

 private:
  static void release(void* data);

  void* take(size_t bytes) {
    const bool mapped = bytes + kAlignment >= kLeastMapping;
    const size_t size = mapped ? size_of(bytes + kAlignment) : bytes + 2 * kAlignment;
    const std::lock_guard<std::mutex> guard(mutex_);
    if (limit_ > 0 && live_ + size > limit_) refuse(bytes);
    Block* block = mapped ? cached_block(size) : nullptr;
    if (block == nullptr) {
      make_room(size);
      block = mapped ? mapping(size) : small_block(size);
    }
    if (block == nullptr) refuse(bytes);
    live_ += block->bytes;
    peak_ = std::max(peak_, live_);
    high_water_ = std::max(high_water_, live_);
    return reinterpret_cast<char*>(block) + kAlignment;
  }

  [[noreturn]] static void refuse(size_t bytes) {
    TORCH_CHECK_WITH(OutOfMemoryError, false, "can't allocate memory: you tried to allocate ", bytes,
                     " bytes on the host");
    std::abort();
  }

  // The youngest block of about that size, whose pages the caches may still hold.
  Block* cached_block(size_t size) {
    const size_t own = class_of(size);
    for (size_t index = own; index <= own + kFit; index++) {
      Block* const block = free_[index];
      if (block == nullptr) continue;
      unlink(block);
      return block;
    }
    return nullptr;
  }

  // Gives back what is kept beyond what a new block of that size leaves room for.
  void make_room(size_t size) {
    const size_t held = live_ + size;
    const size_t most = std::max(high_water_, held);
    const size_t allowed = most + std::max(most / kSlack, kLeastSlack);
    shrink_to(allowed > held ? allowed - held : 0);
  }

  Block* mapping(size_t size) {
    void* start = map(size);
    if (start == nullptr && cached_ > 0) {
      shrink_to(0);
      start = map(size);
    }
    return start == nullptr ? nullptr : new (start) Block{start, size, true, nullptr, nullptr, nullptr, nullptr};
  }

  static Block* small_block(size_t size) {
    void* const start = std::malloc(size);
    if (start == nullptr) return nullptr;
    auto* const place = reinterpret_cast<void*>(rounded(reinterpret_cast<uintptr_t>(start), kAlignment));
    return new (place) Block{start, size, false, nullptr, nullptr, nullptr, nullptr};
  }

  void give_back(Block* block) {
    const std::lock_guard<std::mutex> guard(mutex_);
    live_ -= block->bytes;
    if (!block->mapped) {
      std::free(block->start);
      return;
    }
    Block*& first = free_[class_of(block->bytes)];
    block->previous = nullptr;
    block->next = first;
    if (first != nullptr) first->previous = block;
    first = block;
    block->younger = nullptr;
    block->older = youngest_;
    if (youngest_ != nullptr) youngest_->younger = block;
    youngest_ = block;
    if (oldest_ == nullptr) oldest_ = block;
    cached_ += block->bytes;
  }

  void unlink(Block* block) {
    if (block->previous != nullptr) block->previous->next = block->next;
    else free_[class_of(block->bytes)] = block->next;
    if (block->next != nullptr) block->next->previous = block->previous;
    if (block->younger != nullptr) block->younger->older = block->older;
    else youngest_ = block->older;
    if (block->older != nullptr) block->older->younger = block->younger;
    else oldest_ = block->younger;
    cached_ -= block->bytes;
  }

  // Gives back what has lain longest, until at most `bytes` are kept.
  void shrink_to(size_t bytes) {
    while (cached_ > bytes) {
      Block* const block = oldest_;
      unlink(block);
      munmap(block->start, block->bytes);
    }
  }

  std::mutex mutex_;
  std::array<Block*, kClasses + kFit> free_{};
  Block* youngest_ = nullptr;
  Block* oldest_ = nullptr;
  size_t live_ = 0;
  size_t peak_ = 0;
  size_t cached_ = 0;
  size_t high_water_ = 0;  // of live bytes since the cache was last emptied
  size_t limit_ = 0;
};

// Never destroyed: tensors may outlive the addon's own statics.
HostMemory& host_memory() {
  static HostMemory& memory = *new HostMemory;
  return memory;
}

void HostMemory::release(void* data) {
  if (data != nullptr) host_memory().give_back(reinterpret_cast<Block*>(static_cast<char*>(data) - kAlignment));
}

// What libraries take for a product's scratch, and small tensors, come from malloc: glibc would give
// the end of its heap back to the system after each and have its pages cleared anew.
void keep_end_of_heap() {
#ifdef __GLIBC__
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, 64 << 20);
#endif
}

}  // namespace

void install_host_memory() {
  keep_end_of_heap();
  c10::SetCPUAllocator(&host_memory(), 1);
}
HostMemoryUse host_memory_use() { return host_memory().use(); }
void reset_host_memory_peak() { host_memory().reset_peak(); }
void release_host_memory() { host_memory().empty_cache(); }
void limit_host_memory(size_t bytes) { host_memory().limit(bytes); }

}  // namespace credence
