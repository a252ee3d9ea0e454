#include <numeric>

#include "kernels/encode/encode.hpp"

namespace trainyard::kernels::encode {

constinit const Encoder ordinal = {
    .name = "ordinal", .doc = "the category's number in sorted order", .values = [](const CategoryStats& stats) {
      std::vector<double> values(stats.counts.size());
      std::iota(values.begin(), values.end(), 0.0);
      return values;
    }};

}  // namespace trainyard::kernels::encode
