// What a program reads, made of the columns and dictionaries of one table.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "host/features/expression.hpp"
#include "kernels/base/buffer.hpp"
#include "kernels/base/exec.hpp"

namespace trainyard::features {

class InputColumns;

/// Owns, or shares, what its views show.
class BoundOperands {
 public:
  BoundOperands(const Exec& exec, const std::vector<OperandSource>& sources, InputColumns& columns);

  [[nodiscard]] std::span<const kernels::derive::Operand> views() const { return views_; }

 private:
  std::vector<std::shared_ptr<const kernels::Buffer<double>>> numbers_;
  std::vector<kernels::Buffer<std::int32_t>> codes_;
  std::vector<kernels::Buffer<double>> tables_;
  std::vector<kernels::derive::Operand> views_;
};

}  // namespace trainyard::features
