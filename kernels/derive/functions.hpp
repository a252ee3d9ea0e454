// The functions of derived columns by name: what they take, what they give and what they mean.
#pragma once

#include <span>
#include <string_view>

#include "kernels/derive/program.hpp"

namespace trainyard::kernels::derive {

struct Function {
  std::string_view name;
  std::string_view types;  ///< as in operations.hpp, the result's first
  std::string_view call;   ///< as it is written
  std::string_view doc;
  Op op;  ///< Op::column for cross, which is made of codes, not by a program

  [[nodiscard]] bool repeats() const { return types.back() == '*'; }
  [[nodiscard]] std::size_t least() const { return types.size() - (repeats() ? 2 : 1); }  ///< arguments
  /// The type of argument `index`, counted from 0.
  [[nodiscard]] char type(std::size_t index) const { return types[index < least() ? index + 1 : least()]; }
};

/// All of them, in the order of the reference.
std::span<const Function> functions();
/// Returns nullptr when there is none of that name.
const Function* find_function(std::string_view name);

}  // namespace trainyard::kernels::derive
