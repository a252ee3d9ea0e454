#include "kernels/outliers/outliers.hpp"

#include <algorithm>
#include <array>

namespace trainyard::kernels::outliers {

std::span<const Method> methods() {
  static const std::array list = {none, iqr, zscore, percentile, mad, bounds};
  return list;
}

const Method* find_method(std::string_view name) {
  const auto found = std::find_if(methods().begin(), methods().end(), [&](const Method& m) { return m.name == name; });
  return found == methods().end() ? nullptr : &*found;
}

}  // namespace trainyard::kernels::outliers
