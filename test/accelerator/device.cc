#include "device.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/detail/PrivateUse1HooksInterface.h>
#include <c10/core/impl/DeviceGuardImplInterface.h>

#include <cstdlib>
#include <map>
#include <mutex>

#include "arena.h"

namespace fake {
namespace {

constexpr auto kType = c10::DeviceType::PrivateUse1;

c10::Stream only_stream() { return c10::Stream(c10::Stream::DEFAULT, c10::Device(kType, 0)); }

// One device with one stream, on which everything is done when a call returns.
struct Guard final : c10::impl::DeviceGuardImplInterface {
  c10::DeviceType type() const override { return kType; }
  c10::Device exchangeDevice(c10::Device) const override { return getDevice(); }
  c10::Device getDevice() const override { return c10::Device(kType, 0); }
  void setDevice(c10::Device device) const override {
    TORCH_CHECK(device.index() <= 0, "there is one fake device, got ", device);
  }
  void uncheckedSetDevice(c10::Device) const noexcept override {}
  c10::Stream getStream(c10::Device) const override { return only_stream(); }
  c10::Stream getDefaultStream(c10::Device) const override { return only_stream(); }
  c10::Stream getNewStream(c10::Device, int) const override { return only_stream(); }
  c10::Stream getStreamFromGlobalPool(c10::Device, bool) const override { return only_stream(); }
  c10::Stream exchangeStream(c10::Stream) const override { return only_stream(); }
  c10::DeviceIndex deviceCount() const noexcept override { return 1; }
  void record(void**, const c10::Stream&, c10::DeviceIndex, c10::EventFlag) const override {}
  void block(void*, const c10::Stream&) const override {}
  bool queryEvent(void*) const override { return true; }
  bool queryStream(const c10::Stream&) const override { return true; }
  void synchronizeStream(const c10::Stream&) const override {}
  void synchronizeEvent(void*) const override {}
  void synchronizeDevice(c10::DeviceIndex) const override {}
};

// The host's generator with another device's name; fallback.cc lets kernels draw from it.
struct Generator final : at::CPUGeneratorImpl {
  Generator() {
    device_ = c10::Device(kType, 0);
    key_set_ = c10::DispatchKeySet(c10::DispatchKey::PrivateUse1);
  }
};

// Memory of the host that the device may read on its own: ordinary memory whose addresses are known.
class PinnedAllocator final : public c10::Allocator {
 public:
  c10::DataPtr allocate(size_t bytes) override {
    void* address = bytes == 0 ? nullptr : std::aligned_alloc(64, (bytes + 63) / 64 * 64);
    TORCH_CHECK(bytes == 0 || address, "no pinned memory of ", bytes, " bytes");
    if (address) {
      const std::lock_guard<std::mutex> guard(lock_);
      blocks_.emplace(address, bytes);
    }
    return {address, address, &release, c10::Device(c10::DeviceType::CPU)};
  }
  c10::DeleterFnPtr raw_deleter() const override { return &release; }
  void copy_data(void* to, const void* from, size_t count) const override { default_copy_data(to, from, count); }

  bool holds(const void* address) const {
    const std::lock_guard<std::mutex> guard(lock_);
    auto next = blocks_.upper_bound(const_cast<void*>(address));
    if (next == blocks_.begin()) return false;
    --next;
    return address < static_cast<const char*>(next->first) + next->second;
  }

  static PinnedAllocator& instance() {
    static auto* allocator = new PinnedAllocator();
    return *allocator;
  }

 private:
  static void release(void* address) {
    if (!address) return;
    auto& own = instance();
    const std::lock_guard<std::mutex> guard(own.lock_);
    own.blocks_.erase(address);
    std::free(address);
  }

  mutable std::mutex lock_;
  std::map<void*, size_t> blocks_;
};

struct Hooks final : at::PrivateUse1HooksInterface {
  bool isBuilt() const override { return true; }
  bool isAvailable() const override { return true; }
  bool hasPrimaryContext(c10::DeviceIndex) const override { return true; }
  c10::DeviceIndex deviceCount() const override { return 1; }
  void setCurrentDevice(c10::DeviceIndex) const override {}
  c10::DeviceIndex getCurrentDevice() const override { return 0; }
  c10::DeviceIndex exchangeDevice(c10::DeviceIndex) const override { return 0; }
  c10::DeviceIndex maybeExchangeDevice(c10::DeviceIndex) const override { return 0; }
  const at::Generator& getDefaultGenerator(c10::DeviceIndex) const override { return generator(); }
  at::Generator getNewGenerator(c10::DeviceIndex) const override { return at::make_generator<Generator>(); }
  at::Device getDeviceFromPtr(void*) const override { return at::Device(kType, 0); }
  bool isPinnedPtr(const void* address) const override { return PinnedAllocator::instance().holds(address); }
  at::Allocator* getPinnedMemoryAllocator() const override { return &PinnedAllocator::instance(); }
};

}  // namespace

const at::Generator& generator() {
  static const auto* made = new at::Generator(at::make_generator<Generator>());
  return *made;
}

void register_device() {
  c10::register_privateuse1_backend("fake");
  static const c10::impl::DeviceGuardImplRegistrar guard(kType, new Guard());
  at::RegisterPrivateUse1HooksInterface(new Hooks());
  c10::SetAllocator(kType, &allocator());
}

}  // namespace fake
