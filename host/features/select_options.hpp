// `features.select`: the steps that drop features.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace trainyard::features {

struct SelectStep {
  std::string method;       ///< a name of kernels/select
  double threshold = 0.0;   ///< of a method that has one
  std::int64_t k = 0;       ///< of a method that ranks: how many features stay; 0: see percentile
  double percentile = 0.0;  ///< the same as a share in percent; at least one feature stays
};

struct SelectOptions {
  std::vector<SelectStep> steps;
};

}  // namespace trainyard::features
