// What only the device itself can do: make tensors and views of its memory, copy to and from the
// host, and what libtorch leaves to every backend.
#include <ATen/native/DispatchStub.h>
#include <ATen/native/transformers/attention.h>
#include <ATen/native/transformers/sdp_utils_cpp.h>
#include <ATen/ops/_reshape_alias_native.h>
#include <ATen/ops/as_strided_native.h>
#include <ATen/ops/view_native.h>
#include <torch/library.h>

#include "arena.h"
#include "fallback.h"

namespace fake {
namespace {

constexpr auto kType = c10::DeviceType::PrivateUse1;

bool is_ours(const at::Tensor& tensor) { return tensor.device().type() == kType; }

at::Tensor with_storage(size_t bytes, at::ScalarType dtype) {
  c10::Storage storage(c10::Storage::use_byte_size_t(), bytes, allocator().allocate(bytes), &allocator(),
                       /*resizable=*/true);
  return at::detail::make_tensor<c10::TensorImpl>(
      std::move(storage), c10::DispatchKeySet(c10::DispatchKey::PrivateUse1), c10::scalarTypeToTypeMeta(dtype));
}

at::Tensor empty_strided(at::IntArrayRef sizes, at::IntArrayRef strides, std::optional<at::ScalarType> type,
                         std::optional<at::Layout>, std::optional<at::Device>, std::optional<bool>) {
  const auto dtype = c10::dtype_or_default(type);
  at::Tensor made = with_storage(at::detail::computeStorageNbytes(sizes, strides, c10::elementSize(dtype)), dtype);
  made.unsafeGetTensorImpl()->set_sizes_and_strides(sizes, strides);
  return made;
}

at::Tensor empty(at::IntArrayRef sizes, std::optional<at::ScalarType> type, std::optional<at::Layout>,
                 std::optional<at::Device>, std::optional<bool>, std::optional<at::MemoryFormat> format) {
  const auto dtype = c10::dtype_or_default(type);
  at::Tensor made = with_storage(c10::multiply_integers(sizes) * c10::elementSize(dtype), dtype);
  made.unsafeGetTensorImpl()->set_sizes_contiguous(sizes);
  if (format && *format != at::MemoryFormat::Preserve) made.unsafeGetTensorImpl()->empty_tensor_restride(*format);
  return made;
}

// More room keeps what was in the old one.
void grow(const at::Tensor& tensor) {
  const auto& storage = tensor.storage();
  const size_t needed = at::detail::computeStorageNbytes(tensor.sizes(), tensor.strides(), tensor.element_size(),
                                                         tensor.storage_offset());
  if (needed <= storage.nbytes()) return;
  c10::DataPtr memory = allocator().allocate(needed);
  if (storage.nbytes() > 0) allocator().copy_data(memory.get(), storage.data(), storage.nbytes());
  storage.unsafeGetStorageImpl()->set_data_ptr_noswap(std::move(memory));
  storage.unsafeGetStorageImpl()->set_nbytes(needed);
}

const at::Tensor& resize_(const at::Tensor& self, at::IntArrayRef sizes, std::optional<at::MemoryFormat>) {
  self.unsafeGetTensorImpl()->set_sizes_contiguous(sizes);
  grow(self);
  return self;
}

at::Tensor& set_in_storage(at::Tensor& self, at::Storage source, int64_t offset, at::IntArrayRef sizes,
                           at::IntArrayRef strides) {
  auto* impl = self.unsafeGetTensorImpl();
  impl->set_storage_keep_dtype(std::move(source));
  impl->set_storage_offset(offset);
  if (strides.empty()) impl->set_sizes_contiguous(sizes);
  else impl->set_sizes_and_strides(sizes, strides);
  grow(self);
  return self;
}

at::Tensor& set_tensor(at::Tensor& self, const at::Tensor& source) {
  return set_in_storage(self, source.storage(), source.storage_offset(), source.sizes(), source.strides());
}

at::Tensor& set_storage(at::Tensor& self, at::Storage source) {
  const auto length = static_cast<int64_t>(source.nbytes() / self.element_size());
  return set_in_storage(self, std::move(source), 0, {length}, {});
}

at::Tensor& set_nothing(at::Tensor& self) {
  return set_in_storage(self, with_storage(0, self.scalar_type()).storage(), 0, {0}, {});
}

// Of every copy that has the device at one of its ends.
at::Tensor copy_from(const at::Tensor& from, const at::Tensor& to, bool) {
  if (!is_ours(to)) traffic().reads++;
  else if (!is_ours(from) && from.numel() > 0 && !from.is_pinned()) traffic().waiting_writes++;
  at::Tensor target = is_ours(to) ? for_kernels(to) : to;
  target.copy_(is_ours(from) ? for_kernels(from) : from);
  return to;
}

at::Tensor copy_from_and_resize(const at::Tensor& from, const at::Tensor& to) {
  if (to.sizes() != from.sizes()) to.resize_(from.sizes());
  return copy_from(from, to, false);
}

at::Scalar local_scalar_dense(const at::Tensor& self) {
  traffic().reads++;
  return for_kernels(self).item();
}

// A parameter's elements may move to the device in place, as they may to a GPU.
bool has_compatible_shallow_copy_type(const at::Tensor&, const at::Tensor&) { return true; }

at::Tensor convolution(const at::Tensor& input, const at::Tensor& weight, const std::optional<at::Tensor>& bias,
                       at::IntArrayRef stride, at::IntArrayRef padding, at::IntArrayRef dilation, bool transposed,
                       at::IntArrayRef output_padding, int64_t groups) {
  traffic().kernels++;
  const bool with_bias = bias && bias->defined();
  TORCH_CHECK(is_ours(input) && is_ours(weight) && (!with_bias || is_ours(*bias)),
              "Expected all tensors of a convolution to be on the same device");
  return to_device(at::convolution(for_kernels(input), for_kernels(weight),
                                   with_bias ? for_kernels(*bias) : at::Tensor(), stride, padding, dilation,
                                   transposed, output_padding, groups));
}

std::tuple<at::Tensor, at::Tensor, at::Tensor> convolution_backward(
    const at::Tensor& gradient, const at::Tensor& input, const at::Tensor& weight, at::IntArrayRef stride,
    at::IntArrayRef padding, at::IntArrayRef dilation, bool transposed, at::IntArrayRef output_padding,
    int64_t groups, std::array<bool, 3> wanted) {
  traffic().kernels++;
  TORCH_CHECK(is_ours(gradient) && is_ours(input) && is_ours(weight),
              "Expected all tensors of a convolution to be on the same device");
  const int64_t channels = transposed ? weight.size(1) * groups : weight.size(0);
  const auto [d_input, d_weight, d_bias] = at::convolution_backward(
      for_kernels(gradient), for_kernels(input), for_kernels(weight), at::IntArrayRef({channels}), stride, padding,
      dilation, transposed, output_padding, groups, wanted);
  const auto given_back = [](const at::Tensor& made) { return made.defined() ? to_device(made) : made; };
  return {given_back(d_input), given_back(d_weight), given_back(d_bias)};
}

// Attention in matrix products: the one of libtorch's ways that every device has.
int64_t attention_choice(const at::Tensor&, const at::Tensor&, const at::Tensor&, const std::optional<at::Tensor>&,
                         double, bool, std::optional<double>, bool) {
  return static_cast<int64_t>(sdp::SDPBackend::math);
}

// A read of the device's memory as the host would do it, for the test that this ends the process.
double read_on_host(const at::Tensor& tensor) { return *tensor.const_data_ptr<float>(); }

}  // namespace
}  // namespace fake

namespace at::native {
REGISTER_PRIVATEUSE1_DISPATCH(_fused_sdp_choice_stub, &fake::attention_choice)
}

TORCH_LIBRARY_IMPL(aten, PrivateUse1, library) {
  library.impl("empty.memory_format", fake::empty);
  library.impl("empty_strided", fake::empty_strided);
  library.impl("as_strided", at::native::as_strided_tensorimpl);
  library.impl("view", at::native::view);
  library.impl("_reshape_alias", at::native::_reshape_alias);
  library.impl("resize_", fake::resize_);
  library.impl("set_", fake::set_nothing);
  library.impl("set_.source_Tensor", fake::set_tensor);
  library.impl("set_.source_Storage", fake::set_storage);
  library.impl("set_.source_Storage_storage_offset", fake::set_in_storage);
  library.impl("_copy_from", fake::copy_from);
  library.impl("_copy_from_and_resize", fake::copy_from_and_resize);
  library.impl("_local_scalar_dense", fake::local_scalar_dense);
  library.impl("_has_compatible_shallow_copy_type", fake::has_compatible_shallow_copy_type);
  library.impl("convolution_overrideable", fake::convolution);
  library.impl("convolution_backward_overrideable", fake::convolution_backward);
}

TORCH_LIBRARY(fake, library) {
  library.def("read_on_host(Tensor x) -> float", fake::read_on_host);
}
