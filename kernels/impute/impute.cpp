#include "kernels/impute/impute.hpp"

#include <algorithm>
#include <array>

namespace trainyard::kernels::impute {

std::span<const Imputer> imputers() {
  static const std::array list = {none, mean, median, most_frequent, constant};
  return list;
}

const Imputer* find_imputer(std::string_view name) {
  const auto found = std::find_if(imputers().begin(), imputers().end(), [&](const Imputer& i) { return i.name == name; });
  return found == imputers().end() ? nullptr : &*found;
}

}  // namespace trainyard::kernels::impute
