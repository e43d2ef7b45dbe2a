// FlashAttention of texts that lie one after the other, which CUDA has under these names: in float32,
// text by text, forward and backward, with the demands that CUDA's kernels make of their arguments.
// Letters: T tokens of all texts, H heads, G heads of keys and values, K head width, l of one text.
#include <ATen/ATen.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <torch/library.h>

#include <optional>
#include <vector>

#include "arena.h"
#include "fallback.h"

namespace fake {
namespace {

struct Given {
  at::Tensor query, key, value;  // of the host, over the device's memory
  std::vector<int64_t> starts;
  double scale;
  int64_t window;  // below 0: all
};

int64_t number_or(const c10::IValue& value, int64_t otherwise) { return value.isNone() ? otherwise : value.toInt(); }

at::Tensor ours(const c10::IValue& value, const char* what) {
  const at::Tensor& tensor = value.toTensor();
  TORCH_CHECK(tensor.device().type() == c10::DeviceType::PrivateUse1, what, " lies on ", tensor.device());
  return for_kernels(tensor);
}

Given checked(const at::Tensor& query, const at::Tensor& key, const at::Tensor& value, const at::Tensor& starts_q,
              const at::Tensor& starts_k, int64_t longest, double dropout, bool causal, const c10::IValue& scale,
              const c10::IValue& left, const c10::IValue& right) {
  const auto dtype = query.scalar_type();
  TORCH_CHECK(dtype == at::kBFloat16 || dtype == at::kHalf, "FlashAttention only support fp16 and bf16 data type");
  TORCH_CHECK(key.scalar_type() == dtype && value.scalar_type() == dtype, "query and key must have the same dtype");
  TORCH_CHECK(starts_q.scalar_type() == at::kInt && starts_k.scalar_type() == at::kInt,
              "cu_seqlens_q must have dtype int32");
  TORCH_CHECK(query.dim() == 3 && key.dim() == 3 && value.dim() == 3, "texts that lie one after the other are [T, H, K]");
  for (const auto& x : {query, key, value})
    TORCH_CHECK(x.stride(-1) == 1, "Input tensor must have contiguous last dimension");
  TORCH_CHECK(query.size(2) % 8 == 0 && query.size(2) <= 256, "heads of width ", query.size(2));
  TORCH_CHECK(query.size(1) % key.size(1) == 0, "Number of heads in key/value must divide number of heads in query");
  TORCH_CHECK(causal && dropout == 0, "only causal attention without dropout is known here");
  TORCH_CHECK(starts_q.equal(starts_k), "queries and keys are of the same texts");
  Given given{query, key, value, {}, 1. / std::sqrt(static_cast<double>(query.size(2))), number_or(left, -1)};
  TORCH_CHECK(given.window < 0 ? number_or(right, 0) <= 0 : number_or(right, -1) == 0, "a causal window ends at 0");
  if (!scale.isNone()) given.scale = scale.toDouble();
  int64_t most = 0;
  for (int64_t i = 0; i < starts_q.numel(); i++) {
    given.starts.push_back(starts_q.const_data_ptr<int32_t>()[i]);
    if (i > 0) most = std::max(most, given.starts[i] - given.starts[i - 1]);
  }
  TORCH_CHECK(most == longest && given.starts.back() == query.size(0), "texts are not as long as they are said to be");
  return given;
}

// `x` [T, H or G, K] of one text in float32, as [H, l, K].
at::Tensor of_text(const at::Tensor& x, int64_t start, int64_t end, int64_t heads) {
  return x.slice(0, start, end).to(at::kFloat).repeat_interleave(heads / x.size(1), 1).transpose(0, 1);
}

at::Tensor scores_of(const Given& given, const at::Tensor& q, const at::Tensor& k) {
  const at::Tensor place = at::arange(q.size(1));
  const at::Tensor apart = place.unsqueeze(1) - place;
  at::Tensor hidden = apart.lt(0);
  if (given.window >= 0) hidden = hidden.logical_or(apart.gt(given.window));
  return (q.matmul(k.transpose(1, 2)) * given.scale).masked_fill(hidden, -INFINITY);
}

void forward(const c10::OperatorHandle& op, torch::jit::Stack* stack) {
  const auto a = torch::jit::pop(*stack, op.schema().arguments().size());
  traffic().kernels++;
  const at::Tensor starts = ours(a[3], "cum_seq_q");
  const Given given = checked(ours(a[0], "query"), ours(a[1], "key"), ours(a[2], "value"), starts, ours(a[4], "cum_seq_k"),
                              a[5].toInt(), a[7].toDouble(), a[8].toBool(), a[10], a[11], a[12]);
  TORCH_CHECK(a[6].toInt() == a[5].toInt() && !a[9].toBool(), "the longest text of queries is that of keys");
  const int64_t heads = given.query.size(1);
  at::Tensor output = at::empty(given.query.sizes(), given.query.options());
  at::Tensor sums = at::empty({heads, given.query.size(0)}, at::kFloat);
  for (size_t i = 0; i + 1 < given.starts.size(); i++) {
    const int64_t start = given.starts[i], end = given.starts[i + 1];
    const auto part = [&](const at::Tensor& x) { return of_text(x, start, end, heads); };
    const at::Tensor scores = scores_of(given, part(given.query), part(given.key));
    output.slice(0, start, end).copy_(scores.softmax(-1).matmul(part(given.value)).transpose(0, 1));
    sums.slice(1, start, end).copy_(scores.logsumexp(-1));
  }
  const at::Tensor nothing = at::zeros({2}, at::kLong);
  torch::jit::push(*stack, to_device(output), to_device(sums), to_device(nothing), to_device(nothing),
                   to_device(at::empty({0}, output.options())));
}

void backward(const c10::OperatorHandle& op, torch::jit::Stack* stack) {
  const auto a = torch::jit::pop(*stack, op.schema().arguments().size());
  traffic().kernels++;
  const Given given = checked(ours(a[1], "query"), ours(a[2], "key"), ours(a[3], "value"), ours(a[6], "cum_seq_q"),
                              ours(a[7], "cum_seq_k"), a[8].toInt(), a[10].toDouble(), a[11].toBool(), a[14], a[15], a[16]);
  const at::Tensor gradient = ours(a[0], "grad_out"), output = ours(a[4], "out"), sums = ours(a[5], "logsumexp");
  const int64_t heads = given.query.size(1), groups = given.key.size(1), width = given.query.size(2);
  const auto like = [](const at::Tensor& x) { return at::empty(x.sizes(), x.options()); };
  at::Tensor of_query = like(given.query), of_key = like(given.key), of_value = like(given.value);
  for (size_t i = 0; i + 1 < given.starts.size(); i++) {
    const int64_t start = given.starts[i], end = given.starts[i + 1];
    const auto part = [&](const at::Tensor& x) { return of_text(x, start, end, heads); };
    const at::Tensor q = part(given.query), k = part(given.key), out = part(gradient);
    const at::Tensor weights = (scores_of(given, q, k) - sums.slice(1, start, end).unsqueeze(-1)).exp();
    const at::Tensor of_weights = out.matmul(part(given.value).transpose(1, 2));
    const at::Tensor rest = (out * part(output)).sum(-1, true);
    const at::Tensor of_scores = weights * (of_weights - rest) * given.scale;
    // Heads of queries that share a key add up.
    const auto shared = [&](const at::Tensor& x) {
      return x.transpose(0, 1).reshape({end - start, groups, heads / groups, width}).sum(2);
    };
    of_query.slice(0, start, end).copy_(of_scores.matmul(k).transpose(0, 1));
    of_key.slice(0, start, end).copy_(shared(of_scores.transpose(1, 2).matmul(q)));
    of_value.slice(0, start, end).copy_(shared(weights.transpose(1, 2).matmul(out)));
  }
  torch::jit::push(*stack, to_device(of_query), to_device(of_key), to_device(of_value));
}

}  // namespace
}  // namespace fake

TORCH_LIBRARY_IMPL(aten, PrivateUse1, library) {
  library.impl("_flash_attention_forward", torch::CppFunction::makeFromBoxedFunction<&fake::forward>());
  library.impl("_flash_attention_backward", torch::CppFunction::makeFromBoxedFunction<&fake::backward>());
}
