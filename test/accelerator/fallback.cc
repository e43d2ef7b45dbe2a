// Every operator that has no kernel of its own runs on the host over the device's memory, after a
// look at where its arguments lie.
#include "fallback.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <c10/core/CPUAllocator.h>
#include <torch/library.h>

#include <mutex>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "arena.h"
#include "device.h"

namespace fake {
namespace {

constexpr auto kType = c10::DeviceType::PrivateUse1;

// Kernels until the device breaks down; below 0 it never does.
int64_t until_breakdown = -1;

void check_whole() {
  if (until_breakdown > 0) until_breakdown--;
  if (until_breakdown != 0) return;
  throw c10::AcceleratorError({__func__, __FILE__, static_cast<uint32_t>(__LINE__)}, 710,
                              "CUDA error: device-side assert triggered\n"
                              "CUDA kernel errors might be asynchronously reported at some other API call, so "
                              "the stacktrace below might be incorrect.\n"
                              "For debugging consider passing CUDA_LAUNCH_BLOCKING=1\n");
}

// Their result's shape, or what the host does next, depends on elements: the host has to wait.
bool waits_for_elements(const std::string& name) {
  static const std::unordered_set<std::string> names = {
      "aten::nonzero",      "aten::nonzero_numpy",      "aten::masked_select",     "aten::_unique",
      "aten::_unique2",     "aten::unique_consecutive", "aten::equal",             "aten::repeat_interleave",
      "aten::histogramdd",  "aten::bincount",           "aten::unique_dim",
  };
  return names.count(name) > 0;
}

// Tensors of one call, and what stands for each of them on the host.
class Call {
 public:
  Call(const c10::OperatorHandle& op, torch::jit::Stack& stack) : op_(op), stack_(stack) {}

  void run() {
    check_whole();
    const auto& schema = op_.schema();
    const size_t first = stack_.size() - schema.arguments().size();
    for (size_t i = 0; i < schema.arguments().size(); i++) {
      const auto& argument = schema.arguments()[i];
      const bool written = argument.alias_info() && argument.alias_info()->isWrite();
      replace(stack_[first + i], argument.name(), written);
    }
    traffic().kernels++;
    if (waits_for_elements(schema.name()) || (is_indexing(schema.name()) && by_truth_)) traffic().reads++;
    call();
    for (const Replaced& one : replaced_)
      if (one.written) write_back(one);
    const size_t begin = stack_.size() - schema.returns().size();
    for (size_t i = begin; i < stack_.size(); i++) give_back(stack_[i]);
  }

 private:
  struct Replaced {
    at::Tensor given, stand_in;
    bool written;
  };

  at::Tensor stand_in_for(const at::Tensor& given, const std::string& argument, bool written) {
    if (!given.defined()) return given;
    if (given.device().type() == kType) {
      for (const Replaced& one : replaced_)
        if (one.given.is_same(given)) return one.stand_in;
      replaced_.push_back({given, for_kernels(given), written});
      return replaced_.back().stand_in;
    }
    // As on a GPU: a number of the host goes along with an operator, and nothing else does.
    TORCH_CHECK(given.device().is_cpu() && given.dim() == 0 && !written,
                "Expected all tensors to be on the same device, but found at least two devices, fake:0 and ",
                given.device(), "! (`", argument, "` of ", op_.schema().name(), ")");
    return given;
  }

  void replace(c10::IValue& value, const std::string& argument, bool written) {
    if (value.isTensor()) {
      value = stand_in_for(value.toTensor(), argument, written);
    } else if (value.isTensorList()) {
      c10::List<at::Tensor> list;
      for (const at::Tensor& given : value.toTensorVector())
        list.push_back(stand_in_for(given, argument, written));
      value = std::move(list);
    } else if (value.isOptionalTensorList()) {
      c10::List<std::optional<at::Tensor>> list;
      for (const auto& given : value.toOptionalTensorVector()) {
        if (given && (given->scalar_type() == at::kBool || given->scalar_type() == at::kByte)) by_truth_ = true;
        list.push_back(given ? std::optional(stand_in_for(*given, argument, written)) : std::nullopt);
      }
      value = std::move(list);
    } else if (value.isDevice()) {
      value = c10::Device(c10::DeviceType::CPU);
    }
  }

  // Draws of the operator are those of the device's generator, not the host's.
  void call() {
    const c10::DispatchKeySet host(c10::DispatchKey::CPU);
    if (!op_.hasTag(at::Tag::nondeterministic_seeded)) return op_.redispatchBoxed(host, &stack_);
    at::Generator of_host = at::detail::getDefaultCPUGenerator(), of_device = generator();
    const auto state = [](at::Generator& of) {
      const std::lock_guard<std::mutex> guard(of.mutex());
      return of.get_state();
    };
    const auto set_state = [](at::Generator& of, const at::Tensor& to) {
      const std::lock_guard<std::mutex> guard(of.mutex());
      of.set_state(to);
    };
    const at::Tensor kept = state(of_host);
    set_state(of_host, state(of_device));
    op_.redispatchBoxed(host, &stack_);
    set_state(of_device, state(of_host));
    set_state(of_host, kept);
  }

  // Elements are in place already, unless the kernel made room for more of them.
  static void write_back(const Replaced& one) {
    const void* now = one.stand_in.storage().data();
    if (now != for_kernels(one.given.storage().data())) {
      one.given.resize_(one.stand_in.sizes());
      for_kernels(one.given).copy_(one.stand_in);
    } else if (!one.given.sizes().equals(one.stand_in.sizes())) {
      one.given.unsafeGetTensorImpl()->set_sizes_and_strides(one.stand_in.sizes(), one.stand_in.strides());
    }
  }

  at::Tensor of_device(const at::Tensor& result) const {
    if (!result.defined()) return result;
    for (const Replaced& one : replaced_)
      if (one.stand_in.is_same(result)) return one.given;
    if (!is_for_kernels(result.storage().data())) return to_device(result);
    for (const Replaced& one : replaced_)
      if (one.stand_in.storage().data() == result.storage().data())
        return one.given.as_strided(result.sizes(), result.strides(), result.storage_offset());
    TORCH_INTERNAL_ASSERT(false, "a result of ", op_.schema().name(), " lies in no argument's memory");
  }

  void give_back(c10::IValue& value) const {
    if (value.isTensor()) {
      value = of_device(value.toTensor());
    } else if (value.isTensorList()) {
      c10::List<at::Tensor> list;
      for (const at::Tensor& result : value.toTensorVector()) list.push_back(of_device(result));
      value = std::move(list);
    }
  }

  static bool is_indexing(const std::string& name) { return name.rfind("aten::index", 0) == 0; }

  const c10::OperatorHandle& op_;
  torch::jit::Stack& stack_;
  std::vector<Replaced> replaced_;
  bool by_truth_ = false;
};

void fall_back(const c10::OperatorHandle& op, torch::jit::Stack* stack) { Call(op, *stack).run(); }

}  // namespace

void break_down_after(int64_t kernels) { until_breakdown = kernels; }

at::Tensor for_kernels(const at::Tensor& tensor) {
  const auto& storage = tensor.storage();
  c10::DataPtr memory(for_kernels(storage.data()), c10::Device(c10::DeviceType::CPU));
  c10::Storage own(c10::Storage::use_byte_size_t(), storage.nbytes(), std::move(memory), c10::GetCPUAllocator(),
                   /*resizable=*/true);
  at::Tensor made = at::detail::make_tensor<c10::TensorImpl>(
      std::move(own), c10::DispatchKeySet(c10::DispatchKey::CPU), tensor.dtype());
  auto* impl = made.unsafeGetTensorImpl();
  impl->set_storage_offset(tensor.storage_offset());
  impl->set_sizes_and_strides(tensor.sizes(), tensor.strides());
  if (tensor.unsafeGetTensorImpl()->is_wrapped_number()) impl->set_wrapped_number(true);
  return made;
}

at::Tensor to_device(const at::Tensor& made) {
  const auto options = made.options().device(c10::Device(kType, 0)).pinned_memory(false);
  at::Tensor result = at::empty_strided(made.sizes(), made.strides(), options);
  if (made.numel() > 0) for_kernels(result).copy_(made);
  return result;
}

}  // namespace fake

TORCH_LIBRARY_IMPL(_, PrivateUse1, library) {
  library.fallback(torch::CppFunction::makeFromBoxedFunction<&fake::fall_back>());
}
