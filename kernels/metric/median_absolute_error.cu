#include <array>
#include <limits>
#include <thrust/copy.h>
#include <thrust/iterator/transform_iterator.h>
#include <thrust/scan.h>
#include <thrust/sort.h>

#include "kernels/base/buffer.hpp"
#include "kernels/base/thrust.cuh"
#include "kernels/metric/absolute_error.cuh"
#include "kernels/reduce/fixed_point.hpp"
#include "kernels/reduce/quantile.hpp"

namespace trainyard::kernels::metric::TRAINYARD_BACKEND {

using namespace trainyard::kernels::TRAINYARD_BACKEND;

namespace {

struct AsFixedPoint {
  reduce::FixedScale scale;
  TRAINYARD_HOST_DEVICE reduce::FixedPoint operator()(double weight) const { return scale.of(weight); }
};

struct SumOfTwo {
  TRAINYARD_HOST_DEVICE reduce::FixedPoint operator()(reduce::FixedPoint a, reduce::FixedPoint b) const { return a + b; }
};

template <class T>
T at(const Buffer<T>& values, std::size_t place) {
  std::array<T, 1> one = {};
  values.download(one, place);
  return one.front();
}

// How many of the sums through the rows, which do not fall, are below half of the last one; with `up_to` those equal to it too. What
// only the rounding of the weights tells apart is equal.
std::size_t sums_below(const Buffer<reduce::FixedPoint>& through, reduce::FixedScale scale, bool up_to) {
  const reduce::FixedPoint all = at(through, through.size() - 1);
  const double rounding = scale.value(all) * 0x1p-41;
  std::size_t first = 0, last = through.size();
  while (first < last) {
    const std::size_t middle = first + (last - first) / 2;
    const reduce::FixedPoint sum = at(through, middle);
    const double left = scale.value(all - sum - sum);
    const bool below = left > (up_to ? -rounding : rounding);
    first = below ? middle + 1 : first;
    last = below ? last : middle;
  }
  return first;
}

// As scikit-learn's _weighted_percentile with average=True: where a row ends exactly half of the weight, the mean of its error and of the
// next one's that has a weight.
double weighted_median(const Exec& exec, Buffer<double>& values, const double* weight) {
  const std::size_t rows = values.size();
  const reduce::FixedScale scale = reduce::weight_scale(exec, {weight, rows});
  Buffer<double> weights(exec, rows);
  Buffer<reduce::FixedPoint> through(exec, rows);
  const ThrustScope thrust_on(exec);
  const auto policy = thrust_on.policy();
  thrust::copy(policy, weight, weight + rows, weights.data());
  thrust::stable_sort_by_key(policy, values.data(), values.data() + rows, weights.data());
  const auto fixed = thrust::make_transform_iterator(weights.data(), AsFixedPoint{scale});
  thrust::inclusive_scan(policy, fixed, fixed + static_cast<std::ptrdiff_t>(rows), through.data(), SumOfTwo{});
  const double low = at(values, sums_below(through, scale, false)), high = at(values, sums_below(through, scale, true));
  return low == high ? low : 0.5 * (low + high);
}

double median_error(const Exec& exec, const Rows& rows) {
  if (std::isnan(mean_of<AbsoluteError>(exec, rows))) return std::numeric_limits<double>::quiet_NaN();
  Buffer<double> errors(exec, rows.count);
  write_terms<AbsoluteError>(exec, rows, errors.data());
  if (rows.weight != nullptr) return weighted_median(exec, errors, rows.weight);
  constexpr double half = 0.5;
  return reduce::TRAINYARD_BACKEND::quantiles(exec, reduce::WholeColumn(errors.view()), std::span(&half, 1)).front();
}

}  // namespace

Entry median_absolute_error() {
  return {.name = "median_absolute_error",
          .aliases = {},
          .doc = "median of |actual - predicted|, in units of the target",
          .greater_is_better = false,
          .kind = Kind::values,
          .form = Form::median_term,
          .function = median_error,
          .terms = {1, write_terms<AbsoluteError>, nullptr}};
}

}  // namespace trainyard::kernels::metric::TRAINYARD_BACKEND
