#include "host/dataset/bins.hpp"

#include <cmath>

namespace trainyard::dataset {

Bins::Bins(double least, double greatest) {
  if (least == greatest) {
    least -= 0.5;
    greatest += 0.5;
  }
  const double range = greatest - least;
  const double step = range / static_cast<double>(count);
  for (std::size_t i = 0; i < count; ++i) {
    const double part = static_cast<double>(i) / static_cast<double>(count);
    if (!std::isfinite(range)) {
      edges_[i] = least * (1 - part) + greatest * part;
    } else {
      edges_[i] = least + (step == 0 ? part * range : static_cast<double>(i) * step);
    }
  }
  edges_[count] = greatest;
  const double per_unit = static_cast<double>(count) / range;
  if (std::isfinite(range) && std::isfinite(per_unit)) per_unit_ = per_unit;
}

}  // namespace trainyard::dataset
