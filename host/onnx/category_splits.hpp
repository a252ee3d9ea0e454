// Splits by categories for trees that know thresholds alone: a column more for each set of categories, which tells who is in it.
#pragma once

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "host/onnx/tensor.hpp"
#include "kernels/trees/forest.hpp"

namespace trainyard::onnx {

class CategorySplits {
 public:
  /// `columns`: of the features.
  CategorySplits(const kernels::trees::Forest& forest, std::size_t columns);

  static bool is_one(const kernels::trees::Forest& forest, std::size_t node);
  /// Where the set's column is: 1 for a row that goes to the second child, 0 for the first, NaN for a missing value.
  [[nodiscard]] std::int64_t place_of(const kernels::trees::Node& node) const;
  /// The features with these columns behind them.
  [[nodiscard]] Tensor beside_features(const Tensor& features) const;

 private:
  using Set = std::vector<std::uint32_t>;  ///< words, lowest bits first
  [[nodiscard]] Set set_of(const kernels::trees::Node& node) const;

  const kernels::trees::Forest& forest_;
  std::map<std::pair<std::int64_t, Set>, std::int64_t> places_;  ///< by column and set, in this order
};

}  // namespace trainyard::onnx
