#include "host/models/class_weight.hpp"

namespace trainyard::models {
namespace {

std::vector<double> per_class(std::span<const float> y, const ClassWeight& classes, const Target& target) {
  if (!classes.balanced) return classes.fixed;
  std::vector<std::size_t> counts(target.width(), 0);
  for (const float label : y) ++counts.at(static_cast<std::size_t>(label));
  std::vector<double> out;
  out.reserve(counts.size());
  for (const std::size_t count : counts) {
    out.push_back(count == 0 ? 0.0 : static_cast<double>(y.size()) / (static_cast<double>(target.classes) * static_cast<double>(count)));
  }
  return out;
}

}  // namespace

std::vector<float> training_weights(std::span<const float> y, std::span<const double> sample, const ClassWeight& classes,
                                    const Target& target) {
  if (sample.empty() && !classes.given()) return {};
  const std::vector<double> factor = per_class(y, classes, target);
  std::vector<float> out;
  out.reserve(y.size());
  for (std::size_t i = 0; i < y.size(); ++i) {
    const double own = sample.empty() ? 1.0 : sample[i];
    out.push_back(static_cast<float>(factor.empty() ? own : own * factor.at(static_cast<std::size_t>(y[i]))));
  }
  return out;
}

}  // namespace trainyard::models
