// Own operators read memory as the host does, whatever the tensors say.
#pragma once
#include <ATen/core/Tensor.h>
#include <c10/util/Exception.h>

#include <initializer_list>
#include <utility>

namespace credence {

// Throws where one of an operator's tensors lies on a device; those that are not given do not count.
inline void check_on_host(std::initializer_list<std::pair<const char*, const at::Tensor*>> tensors) {
  for (const auto& [name, tensor] : tensors)
    TORCH_CHECK(!tensor->defined() || tensor->device().is_cpu(), "`", name, "` must lie on the host, got ",
                tensor->device());
}

}  // namespace credence
