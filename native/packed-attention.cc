// Causal attention of several texts that lie one after the other, without padding. CUDA's call is
// here and nowhere else: FlashAttention with cumulative lengths, an operator of libtorch's with a
// derivative of its own. Devices without it take each text by itself, which is what the call is
// compared with.
// Letters: T tokens of all texts, H heads, G heads of keys and values, K head width, B texts.
#include <ATen/core/Tensor.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/ops/_flash_attention_forward.h>
#include <ATen/ops/_fused_sdp_choice.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/scaled_dot_product_attention.h>
#include <c10/core/TensorOptions.h>
#include <torch/library.h>

#include <algorithm>
#include <optional>
#include <vector>

namespace credence {
namespace {

constexpr int64_t kFlash = 1;  // at::SDPBackend::flash_attention
constexpr int64_t kWidest = 256, kWidthStep = 8;

bool has_flash(const at::Tensor& x) {
  static const auto op = c10::Dispatcher::singleton().findSchemaOrThrow("aten::_flash_attention_forward", "");
  return op.hasKernelForDispatchKey(c10::computeDispatchKey(std::nullopt, std::nullopt, x.device()));
}

// Whether texts whose heads are like `heads` [1, T, ..., K] go packed: where FlashAttention takes
// their type and width, and on CUDA the card too, of which libtorch's own choice of a kernel knows.
bool takes_packed_texts(const at::Tensor& heads) {
  const int64_t width = heads.size(-1);
  const bool is_half = heads.scalar_type() == at::kBFloat16 || heads.scalar_type() == at::kHalf;
  if (!is_half || width > kWidest || width % kWidthStep != 0 || !has_flash(heads)) return false;
  if (!heads.is_cuda()) return true;
  const at::Tensor query = heads.flatten(2, -2).transpose(1, 2);
  return at::_fused_sdp_choice(query, query, query, std::nullopt, 0., /*is_causal=*/true) == kFlash;
}

// Each text by itself, by libtorch's attention.
at::Tensor one_by_one(const at::Tensor& query, const at::Tensor& key, const at::Tensor& value,
                      at::IntArrayRef lengths, double dropout, std::optional<double> scale,
                      std::optional<int64_t> window) {
  std::vector<at::Tensor> mixed;
  int64_t start = 0;
  for (const int64_t length : lengths) {
    const auto of_text = [&](const at::Tensor& x) {
      const int64_t repeated = query.size(1) / x.size(1);
      const at::Tensor text = x.narrow(0, start, length).transpose(0, 1);
      return (repeated == 1 ? text : text.repeat_interleave(repeated, 0)).unsqueeze(0);
    };
    std::optional<at::Tensor> seen;
    if (window && length > *window) {
      const at::Tensor place = at::arange(length, query.options().dtype(at::kLong));
      const at::Tensor apart = place.unsqueeze(1).sub(place);
      seen = apart.ge(0).logical_and(apart.lt(*window));
    }
    mixed.push_back(at::scaled_dot_product_attention(of_text(query), of_text(key), of_text(value), seen, dropout,
                                                     /*is_causal=*/!seen, scale)
                        .squeeze(0)
                        .transpose(0, 1));
    start += length;
  }
  return at::cat(mixed);
}

// query [T, H, K], key and value [T, G, K], starts [B + 1] in int32, where each text begins and the
// last ends -> [T, H, K]. `window`: a key is seen only by queries less than so many tokens after it.
at::Tensor packed_attention(const at::Tensor& query, const at::Tensor& given_key, const at::Tensor& value,
                            const at::Tensor& starts, at::IntArrayRef lengths, double dropout,
                            std::optional<double> scale, std::optional<int64_t> window) {
  int64_t longest = 0, total = 0;
  for (const int64_t length : lengths) {
    TORCH_CHECK(length > 0, "a text of ", length, " tokens");
    longest = std::max(longest, length);
    total += length;
  }
  TORCH_CHECK(query.dim() == 3 && total == query.size(0), "texts of ", total, " tokens together, queries of ",
              query.sizes());
  TORCH_CHECK(starts.scalar_type() == at::kInt && starts.numel() == static_cast<int64_t>(lengths.size()) + 1,
              "starts must be int32 [", lengths.size() + 1, "], got ", starts.sizes());
  // Mixed precision leaves norms and positions in float32, and does not know this operator.
  const at::Tensor q = query.to(value.scalar_type()), key = given_key.to(value.scalar_type());
  if (!has_flash(q)) return one_by_one(q, key, value, lengths, dropout, scale, window);
  const bool is_cut = window && longest > *window;
  const std::optional<c10::SymInt> left = is_cut ? std::optional<c10::SymInt>(*window - 1) : std::nullopt;
  const std::optional<c10::SymInt> right = is_cut ? std::optional<c10::SymInt>(0) : std::nullopt;
  return std::get<0>(at::_flash_attention_forward_symint(q, key, value, starts, starts, longest, longest, dropout,
                                                         /*is_causal=*/true, /*return_debug_mask=*/false, scale,
                                                         left, right));
}

}  // namespace
}  // namespace credence

TORCH_LIBRARY_FRAGMENT(credence, library) {
  library.def("takes_packed_texts(Tensor heads) -> bool", credence::takes_packed_texts);
  library.def(
      "packed_attention(Tensor query, Tensor key, Tensor value, Tensor starts, *, int[] lengths, "
      "float dropout, float? scale=None, int? window=None) -> Tensor",
      credence::packed_attention);
}
