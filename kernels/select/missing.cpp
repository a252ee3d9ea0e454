#include "kernels/select/select.hpp"

namespace trainyard::kernels::select {
namespace {

std::vector<Score> missing_fraction(const Sample& sample, std::span<const std::uint32_t> columns, double /*threshold*/) {
  std::vector<Score> scores;
  Buffer<double> values(sample.exec(), sample.rows());
  for (const std::uint32_t c : columns) {
    sample.widen(c, values);
    const auto count = reduce::moments(sample.exec(), values.view()).missing;
    scores.push_back({.value = static_cast<double>(count) / static_cast<double>(sample.rows())});
  }
  return scores;
}

}  // namespace

constinit const Selector missing = {.name = "missing",
                                    .doc = "drops features with a greater fraction of missing values than `threshold`",
                                    .keep = Keep::at_most,
                                    .threshold = 0.5,
                                    .scores = missing_fraction};

}  // namespace trainyard::kernels::select
