#include "kernels/scale/scale.hpp"

#include <algorithm>
#include <array>

namespace trainyard::kernels::scale {

std::span<const Scaler> scalers() {
  static const std::array list = {none, standard, minmax, max_abs, robust, quantile_uniform, quantile_normal, log1p, yeo_johnson};
  return list;
}

const Scaler* find_scaler(std::string_view name) {
  const auto found = std::find_if(scalers().begin(), scalers().end(), [&](const Scaler& s) { return s.name == name; });
  return found == scalers().end() ? nullptr : &*found;
}

}  // namespace trainyard::kernels::scale
