// Rows in bins of 8 bits, with their targets.
#pragma once

#include <vector>

#include "host/models/model.hpp"
#include "kernels/trees/boost.hpp"

namespace trainyard::models::batched {

class BinnedData final : public Prepared {
 public:
  /// `reference`: the training data, given for validation rows, which get its bins. Throws Error(bad_data).
  BinnedData(const Exec& exec, const Labelled& data, int max_bin, const BinnedData* reference);

  [[nodiscard]] const kernels::trees::BinnedRows& rows() const noexcept { return rows_; }
  /// Targets and weights, without values.
  [[nodiscard]] Labelled labelled() const noexcept { return {.x = nullptr, .y = y_, .target = target_, .weight = weight_}; }

 private:
  Target target_;
  std::vector<float> y_, weight_;
  kernels::trees::BinnedRows rows_;
};

}  // namespace trainyard::models::batched
