#include "arena.h"

#include <c10/util/Exception.h>
#include <execinfo.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <map>
#include <mutex>

namespace fake {
namespace {

// Address space only: pages come into being when a kernel touches them.
constexpr size_t kReserved = size_t{64} << 30;
constexpr size_t kDefaultLimit = size_t{4} << 30;
// As CUDA's allocator rounds.
constexpr size_t kAlignment = 512;

char* device_begin = nullptr;
char* kernels_begin = nullptr;

struct sigaction before;

// Called where a page may not be touched. Async-signal-safe but for backtrace(), which is worth it.
void on_fault(int signal, siginfo_t* info, void* context) {
  const char* address = static_cast<const char*>(info->si_addr);
  if (device_begin <= address && address < device_begin + kReserved) {
    char text[160];
    const int length = std::snprintf(text, sizeof text,
                                     "the host touched memory of the fake accelerator (at byte %zu)\n",
                                     static_cast<size_t>(address - device_begin));
    if (write(STDERR_FILENO, text, static_cast<size_t>(length)) < 0) _exit(139);
    void* frames[32];
    backtrace_symbols_fd(frames, backtrace(frames, 32), STDERR_FILENO);
    ::signal(SIGSEGV, SIG_DFL);
    raise(SIGSEGV);
    return;
  }
  if (before.sa_flags & SA_SIGINFO) {
    before.sa_sigaction(signal, info, context);
  } else if (before.sa_handler == SIG_DFL || before.sa_handler == SIG_IGN) {
    ::signal(SIGSEGV, SIG_DFL);
  } else {
    before.sa_handler(signal);
  }
}

char* reserve(int protection) {
  void* begin = mmap(nullptr, kReserved, protection, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  TORCH_CHECK(begin != MAP_FAILED, "the fake accelerator got no address space");
  return static_cast<char*>(begin);
}

void initialise() {
  static std::once_flag once;
  std::call_once(once, [] {
    device_begin = reserve(PROT_NONE);
    kernels_begin = reserve(PROT_READ | PROT_WRITE);
    // The first call of backtrace() loads a library, which a handler must not.
    void* frame;
    backtrace(&frame, 1);
    struct sigaction action = {};
    action.sa_sigaction = on_fault;
    action.sa_flags = SA_SIGINFO | SA_NODEFER;
    sigaction(SIGSEGV, &action, &before);
  });
}

// First fit among the gaps; blocks lie side by side as on a real device.
class Allocator final : public c10::DeviceAllocator {
 public:
  c10::DataPtr allocate(size_t bytes) override {
    const c10::Device device(c10::DeviceType::PrivateUse1, 0);
    if (bytes == 0) return {nullptr, nullptr, &release, device};
    initialise();
    const std::lock_guard<std::mutex> guard(lock_);
    const size_t rounded = (bytes + kAlignment - 1) / kAlignment * kAlignment;
    TORCH_CHECK_WITH(OutOfMemoryError, held() + rounded <= limit_, "fake out of memory. Tried to allocate ",
                     bytes, " bytes. Of ", limit_, " bytes ", held(), " are in use.");
    const size_t offset = first_gap(rounded);
    blocks_.emplace(offset, rounded);
    stats_.allocated_bytes[kAll].increase(rounded);
    stats_.allocation[kAll].increase(1);
    // Not a number in every type that training uses: what was not written yet shows.
    std::memset(kernels_begin + offset, 0xff, rounded);
    void* address = device_begin + offset;
    return {address, address, &release, device};
  }

  c10::DeleterFnPtr raw_deleter() const override { return &release; }

  void copy_data(void* to, const void* from, size_t count) const override {
    std::memcpy(for_kernels(to), for_kernels(from), count);
  }

  void free(size_t offset) {
    const std::lock_guard<std::mutex> guard(lock_);
    const auto block = blocks_.find(offset);
    TORCH_INTERNAL_ASSERT(block != blocks_.end());
    stats_.allocated_bytes[kAll].decrease(block->second);
    stats_.allocation[kAll].decrease(1);
    blocks_.erase(block);
  }

  bool initialized() override { return true; }
  void emptyCache(c10::MempoolId_t) override {}
  void recordStream(const c10::DataPtr&, c10::Stream) override {}
  c10::CachingDeviceAllocator::DeviceStats getDeviceStats(c10::DeviceIndex) override { return stats_; }
  void resetAccumulatedStats(c10::DeviceIndex) override { stats_.allocated_bytes[kAll].reset_accumulated(); }
  void resetPeakStats(c10::DeviceIndex) override { stats_.allocated_bytes[kAll].reset_peak(); }
  std::pair<size_t, size_t> getMemoryInfo(c10::DeviceIndex) override { return {limit_ - held(), limit_}; }

  void set_limit(size_t bytes) { limit_ = std::min(bytes, kReserved); }
  size_t held() const { return static_cast<size_t>(stats_.allocated_bytes[kAll].current); }
  size_t blocks() const { return blocks_.size(); }

 private:
  static constexpr size_t kAll = static_cast<size_t>(c10::CachingAllocator::StatType::AGGREGATE);

  static void release(void* address);

  size_t first_gap(size_t bytes) const {
    size_t begin = 0;
    for (const auto& [offset, size] : blocks_) {
      if (offset - begin >= bytes) break;
      begin = offset + size;
    }
    TORCH_CHECK_WITH(OutOfMemoryError, begin + bytes <= kReserved, "fake out of memory: no gap of ", bytes,
                     " bytes");
    return begin;
  }

  std::mutex lock_;
  std::map<size_t, size_t> blocks_;  // offset -> bytes
  size_t limit_ = kDefaultLimit;
  c10::CachingDeviceAllocator::DeviceStats stats_;
};

// Never destroyed: tensors may be freed when the process ends.
Allocator& own() {
  static Allocator* allocator = new Allocator();
  return *allocator;
}

void Allocator::release(void* address) {
  if (address) own().free(static_cast<size_t>(static_cast<char*>(address) - device_begin));
}

}  // namespace

c10::DeviceAllocator& allocator() { return own(); }

void* for_kernels(const void* device_address) {
  if (!device_address) return nullptr;
  const char* address = static_cast<const char*>(device_address);
  TORCH_CHECK(device_begin <= address && address < device_begin + kReserved,
              "an address that is not of the fake accelerator");
  return kernels_begin + (address - device_begin);
}

bool is_for_kernels(const void* address) {
  return kernels_begin && kernels_begin <= address && address < kernels_begin + kReserved;
}

void set_limit(size_t bytes) { own().set_limit(bytes); }
size_t live_bytes() { return own().held(); }
size_t live_blocks() { return own().blocks(); }

Traffic& traffic() {
  static Traffic counted;
  return counted;
}

}  // namespace fake
