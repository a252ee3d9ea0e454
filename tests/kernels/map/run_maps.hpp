// Maps over numbers written out in a test.
#pragma once

#include <vector>

#include "kernels/base/buffer.hpp"
#include "kernels/map/map.hpp"
#include "kernels/reduce/numbers.hpp"

namespace trainyard::kernels::map {

/// The features that maps make of a column.
inline std::vector<float> features_of(const std::vector<double>& values, const Maps& maps, const Exec& exec = {}) {
  const Buffer<double> column(exec, values);
  Buffer<float> result(exec, values.size());
  to_features(exec, column.view(), Chain(exec, maps).maps(), result.view());
  return result.download();
}

/// The numbers that they make.
inline std::vector<double> numbers_of(const std::vector<double>& values, const Maps& maps, const Exec& exec = {}) {
  Buffer<double> column(exec, values);
  to_numbers(exec, std::as_const(column).view(), Chain(exec, maps).maps(), column.view());
  return column.download();
}

/// What an entry of a list of families learns from a column.
template <class Family, class... Options>
Maps fitted(const Family& family, const std::vector<double>& values, const Options&... options) {
  const Exec exec;
  const Buffer<double> column(exec, values);
  return family.fit(exec, reduce::WholeColumn(column.view()), options...);
}

}  // namespace trainyard::kernels::map
