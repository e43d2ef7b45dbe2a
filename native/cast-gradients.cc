#include "cast-gradients.h"

#include <ATen/Parallel.h>
#include <ATen/ops/empty_like.h>
#include <torch/csrc/autograd/function.h>
#include <torch/csrc/autograd/function_hook.h>
#include <torch/csrc/autograd/functions/accumulate_grad.h>
#include <torch/csrc/autograd/utils/grad_layout_contract.h>
#include <torch/csrc/autograd/variable.h>

#include <memory>
#include <unordered_map>
#include <unordered_set>

#include "vectors.h"

namespace credence {
namespace {

using torch::autograd::AccumulateGrad;
using torch::autograd::Node;
using torch::autograd::variable_list;

// Numbers that a thread adds up at least.
constexpr int64_t kGrain = 1 << 15;

CREDENCE_VECTORS void add_wide(float* to, const c10::BFloat16* x, int64_t n) {
#pragma omp simd
  for (int64_t i = 0; i < n; i++) to[i] += std::bit_cast<float>(static_cast<uint32_t>(x[i].x) << 16);
}

CREDENCE_VECTORS void sum_wide(float* to, const c10::BFloat16* x, const c10::BFloat16* y, int64_t n) {
#pragma omp simd
  for (int64_t i = 0; i < n; i++)
    to[i] = std::bit_cast<float>(static_cast<uint32_t>(x[i].x) << 16) +
            std::bit_cast<float>(static_cast<uint32_t>(y[i].x) << 16);
}

at::Tensor widened(const at::Tensor& x) { return x.to(at::kFloat); }

// Adds `more` to `sum`, either of which may be bfloat16, in float32. They lie in memory in one order.
void add_up(at::Tensor& sum, const at::Tensor& more) {
  const bool whole = sum.scalar_type() == at::kFloat;
  if (!sum.device().is_cpu() || !sum.is_non_overlapping_and_dense() || sum.strides() != more.strides()) {
    if (!whole) sum = widened(sum);
    sum.add_(more);
    return;
  }
  const at::Tensor into = whole ? sum : at::empty_like(sum, sum.options().dtype(at::kFloat));
  float* to = into.mutable_data_ptr<float>();
  const auto* x = more.const_data_ptr<c10::BFloat16>();
  const auto* y = whole ? nullptr : sum.const_data_ptr<c10::BFloat16>();
  at::parallel_for(0, into.numel(), kGrain, [&](int64_t begin, int64_t end) {
    if (whole) add_wide(to + begin, x + begin, end - begin);
    else sum_wide(to + begin, y + begin, x + begin, end - begin);
  });
  sum = into;
}

// Takes what comes to a cast for the leaf that is cast, and lets nothing through.
struct TakeGradient : torch::autograd::FunctionPreHook {
  explicit TakeGradient(at::Tensor leaf) : leaf(std::move(leaf)) {}

  variable_list operator()(const variable_list& gradients) override {
    const at::Tensor& given = gradients[0];
    at::Tensor& own = leaf.mutable_grad();
    const bool fits = given.defined() && given.scalar_type() == at::kBFloat16 && given.device() == leaf.device() &&
                      given.layout() == at::kStrided;
    if (!fits) {
      if (own.defined()) own = widened(own);
      return gradients;
    }
    // As AccumulateGrad: nobody else may hold it, and it lies in memory as the leaf does.
    namespace utils = torch::autograd::utils;
    const bool is_own = given.use_count() == 1 && utils::obeys_layout_contract(given, leaf);
    if (own.defined()) add_up(own, is_own ? given : utils::clone_obey_contract(given, leaf));
    else own = is_own ? given.detach() : utils::clone_obey_contract(given, leaf);
    return {at::Tensor()};
  }

  at::Tensor leaf;
};

// How a graph reaches a leaf.
struct Uses {
  int64_t count = 0;
  const torch::autograd::Edge* from = nullptr;
};

bool is_cast(const torch::autograd::Edge* edge) {
  return edge != nullptr && edge->function->num_outputs() == 1 && edge->function->name() == "ToCopyBackward0";
}

}  // namespace

CastGradients::CastGradients(const at::Tensor& output) {
  const torch::autograd::Edge root(output.grad_fn(), 0);
  if (root.function == nullptr) return;
  std::unordered_map<AccumulateGrad*, Uses> leaves;
  std::unordered_set<const Node*> seen{root.function.get()};
  std::vector<const torch::autograd::Edge*> left{&root};
  while (!left.empty()) {
    const auto* edge = left.back();
    left.pop_back();
    for (const auto& next : edge->function->next_edges()) {
      if (!next.is_valid()) continue;
      if (auto* leaf = dynamic_cast<AccumulateGrad*>(next.function.get())) {
        Uses& uses = leaves[leaf];
        uses.count++;
        uses.from = edge;
      } else if (seen.insert(next.function.get()).second) {
        left.push_back(&next);
      }
    }
  }
  for (const auto& [leaf, uses] : leaves) {
    at::Tensor& own = leaf->variable.mutable_grad();
    if (uses.count == 1 && is_cast(uses.from) && leaf->variable.scalar_type() == at::kFloat) {
      uses.from->function->add_pre_hook(std::make_unique<TakeGradient>(leaf->variable));
      casts_.push_back(uses.from->function);
    } else if (own.defined() && own.scalar_type() != leaf->variable.scalar_type()) {
      own = widened(own);
    }
  }
}

CastGradients::~CastGradients() {
  for (const auto& cast : casts_) cast->pre_hooks().pop_back();
}

}  // namespace credence
