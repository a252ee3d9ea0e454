#include "kernels/select/select.hpp"

namespace trainyard::kernels::select {
namespace {

std::vector<Score> population_variance(const Sample& sample, std::span<const std::uint32_t> columns, double /*threshold*/) {
  std::vector<Score> scores;
  Buffer<double> values(sample.exec(), sample.rows());
  for (const std::uint32_t c : columns) {
    sample.widen(c, values);
    scores.push_back({.value = reduce::moments(sample.exec(), values.view()).variance()});
  }
  return scores;
}

}  // namespace

constinit const Selector variance = {.name = "variance",
                                     .doc = "keeps features with a population variance above `threshold`; missing values are left out",
                                     .keep = Keep::above,
                                     .threshold = 0.0,
                                     .scores = population_variance};

}  // namespace trainyard::kernels::select
