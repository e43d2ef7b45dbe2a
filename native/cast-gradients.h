// Gradients of parameters that a graph uses through a cast, as mixed precision does.
#pragma once
#include <ATen/core/Tensor.h>
#include <torch/csrc/autograd/edge.h>

#include <vector>

namespace credence {

// While it lives, a backward pass from `output` leaves the gradient of a float32 leaf that the graph uses
// through one cast to bfloat16 only as it comes: in bfloat16, as long as it is the only one, else added
// up in float32. The cast back would give the same numbers in twice the memory.
class CastGradients {
 public:
  explicit CastGradients(const at::Tensor& output);
  ~CastGradients();
  CastGradients(const CastGradients&) = delete;
  CastGradients& operator=(const CastGradients&) = delete;

 private:
  // A pointer of a kind that depends on libtorch's version.
  using NodePointer = decltype(torch::autograd::Edge::function);
  std::vector<NodePointer> casts_;
};

}  // namespace credence
