#include "kernels/select/select.hpp"

namespace trainyard::kernels::select {
namespace {

// Pearson's statistic of the sums of one feature in the classes, against those that the classes' sizes lead to expect.
double statistic(const std::vector<reduce::Moments>& classes) {
  double total = 0.0, present = 0.0, chi2 = 0.0;
  for (const auto& of_class : classes) {
    total += of_class.sum;
    present += static_cast<double>(of_class.count);
  }
  for (const auto& of_class : classes) {
    if (of_class.count == 0) continue;
    const double expected = static_cast<double>(of_class.count) / present * total;
    const double difference = of_class.sum - expected;
    chi2 += difference * difference / expected;
  }
  return present == 0.0 || total == 0.0 ? Score{}.value : chi2;
}

std::vector<Score> chi_squared(const Sample& sample, std::span<const std::uint32_t> columns, double /*threshold*/) {
  std::vector<Score> scores;
  Buffer<double> values(sample.exec(), sample.rows());
  for (const std::uint32_t c : columns) {
    sample.widen_by_class(c, values);
    scores.push_back({.value = statistic(sample.class_moments(values))});
  }
  return scores;
}

}  // namespace

constinit const Selector chi2 = {.name = "chi2",
                                 .doc = "chi-squared of a feature's sums in the classes, for counts and other numbers from 0 on",
                                 .keep = Keep::best,
                                 .classification_only = true,
                                 .non_negative = true,
                                 .scores = chi_squared};

}  // namespace trainyard::kernels::select
