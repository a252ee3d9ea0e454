#include <algorithm>

#include "kernels/encode/encode.hpp"

namespace trainyard::kernels::encode {

constinit const Encoder frequency = {
    .name = "frequency", .doc = "the fraction of training rows that have the category", .values = [](const CategoryStats& stats) {
      std::vector<double> values(stats.counts.size());
      std::ranges::transform(stats.counts, values.begin(),
                             [&](std::int64_t count) { return static_cast<double>(count) / static_cast<double>(stats.rows); });
      return values;
    }};

}  // namespace trainyard::kernels::encode
