#include "kernels/select/select.hpp"

#include <algorithm>
#include <array>

namespace trainyard::kernels::select {

std::span<const Selector> selectors() {
  static const std::array list = {variance, correlation, missing, mutual_info, chi2, anova_f, importance};
  return list;
}

const Selector* find_selector(std::string_view name) {
  const auto found = std::ranges::find_if(selectors(), [&](const Selector& s) { return s.name == name; });
  return found == selectors().end() ? nullptr : &*found;
}

}  // namespace trainyard::kernels::select
