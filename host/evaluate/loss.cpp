#include "host/evaluate/loss.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "host/evaluate/row_subset.hpp"

namespace trainyard::evaluate {

std::vector<double> row_losses(const Sample& sample) {
  constexpr double least = std::numeric_limits<float>::epsilon();
  std::vector<double> losses(sample.actual.size());
  for (std::size_t r = 0; r < losses.size(); ++r) {
    if (sample.classes == 0) {
      losses[r] = std::fabs(static_cast<double>(sample.predicted[r]) - sample.actual[r]);
    } else {
      const auto p = static_cast<double>(sample.predicted[r * width(sample) + static_cast<std::size_t>(sample.actual[r])]);
      losses[r] = -std::log(std::clamp(p, least, 1.0));
    }
  }
  return losses;
}

std::string_view loss_name(const Sample& sample) { return sample.classes == 0 ? "absolute_error" : "log_loss"; }

}  // namespace trainyard::evaluate
