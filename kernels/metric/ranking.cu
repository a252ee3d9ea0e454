#include <array>
#include <cstring>
#include <limits>
#include <thrust/copy.h>
#include <thrust/iterator/counting_iterator.h>
#include <thrust/iterator/transform_iterator.h>
#include <thrust/scan.h>
#include <thrust/sort.h>

#include "kernels/base/launch.cuh"
#include "kernels/base/thrust.cuh"
#include "kernels/metric/ranking.cuh"
#include "kernels/reduce/class_number.cuh"

namespace trainyard::kernels::metric::TRAINYARD_BACKEND {

using namespace trainyard::kernels::TRAINYARD_BACKEND;

namespace {

struct KeyOfRow {
  const float* scores;
  std::size_t stride;
  // Negative numbers have all bits turned, the others the sign bit; so keys order as the numbers do. + 0 turns -0.0 into 0.0.
  TRAINYARD_HOST_DEVICE std::uint32_t operator()(std::size_t row) const {
    constexpr std::uint32_t sign = std::uint32_t{1} << 31;
    const float score = scores[row * stride] + 0.0f;
    std::uint32_t bits = 0;
    memcpy(&bits, &score, sizeof bits);
    return (bits & sign) != 0 ? ~bits : bits | sign;
  }
};

struct OnSide {
  const double* actual;
  double wanted;
  bool of_the_class;
  TRAINYARD_HOST_DEVICE bool operator()(std::size_t row) const { return (actual[row] == wanted) == of_the_class; }
};

struct ToFixedPoint {
  reduce::FixedScale scale;
  TRAINYARD_HOST_DEVICE reduce::FixedPoint operator()(double weight) const { return scale.of(weight); }
};

struct AddFixedPoint {
  TRAINYARD_HOST_DEVICE reduce::FixedPoint operator()(reduce::FixedPoint a, reduce::FixedPoint b) const { return a + b; }
};

// Cell 0: rows of other classes, 1: of the class, 2: without a class or a score.
struct SideOfRow {
  const double* actual;
  const float* scores;
  std::size_t classes;
  double wanted;

  template <class Add>
  TRAINYARD_DEVICE void operator()(std::size_t row, const Add& add) const {
    const float score = scores[row * classes];
    const bool known = reduce::TRAINYARD_BACKEND::is_class(actual[row], classes) && score == score;
    const std::size_t side = actual[row] == wanted ? 1 : 0;
    add(known ? side : std::size_t{2});
  }
};

double curve_of_class(const Exec& exec, const Rows& rows, std::size_t wanted, reduce::FixedScale scale, Curve curve) {
  Buffer<std::int64_t> cells(exec, 3);
  cells.zero();
  tally(exec, rows.count, cells.view(),
        SideOfRow{rows.actual, rows.predicted + wanted, static_cast<std::size_t>(rows.classes), static_cast<double>(wanted)});
  const std::vector<std::int64_t> sizes = cells.download();
  if (sizes[2] != 0) return std::numeric_limits<double>::quiet_NaN();
  const Side of_others(exec, rows, wanted, false, static_cast<std::size_t>(sizes[0]), scale);
  const Side of_the_class(exec, rows, wanted, true, static_cast<std::size_t>(sizes[1]), scale);
  return curve(exec, of_the_class, of_others);
}

}  // namespace

Side::Side(const Exec& exec, const Rows& rows, std::size_t wanted_class, bool of_the_class, std::size_t size, reduce::FixedScale scale)
    : keys_(exec, size), scale_(scale), weight_(static_cast<double>(size)) {
  const ThrustScope thrust_on(exec);
  const auto policy = thrust_on.policy();
  const thrust::counting_iterator<std::size_t> all(0);
  const auto keys = thrust::make_transform_iterator(all, KeyOfRow{rows.predicted + wanted_class, static_cast<std::size_t>(rows.classes)});
  const OnSide on_side{rows.actual, static_cast<double>(wanted_class), of_the_class};
  const auto count = static_cast<std::ptrdiff_t>(rows.count);
  thrust::copy_if(policy, keys, keys + count, all, keys_.data(), on_side);
  if (rows.weight == nullptr) {
    thrust::sort(policy, keys_.data(), keys_.data() + size);
    return;
  }
  weights_ = Buffer<double>(exec, size);
  through_ = Buffer<reduce::FixedPoint>(exec, size);
  thrust::copy_if(policy, rows.weight, rows.weight + count, all, weights_.data(), on_side);
  thrust::stable_sort_by_key(policy, keys_.data(), keys_.data() + size, weights_.data());
  const auto fixed = thrust::make_transform_iterator(weights_.data(), ToFixedPoint{scale});
  thrust::inclusive_scan(policy, fixed, fixed + static_cast<std::ptrdiff_t>(size), through_.data(), AddFixedPoint{});
  std::array<reduce::FixedPoint, 1> all_of_them = {};
  if (size > 0) through_.download(all_of_them, size - 1);
  weight_ = scale.value(all_of_them.front());
}

double over_classes(const Exec& exec, const Rows& rows, Curve curve) {
  const reduce::FixedScale scale = rows.weight == nullptr ? reduce::FixedScale{} : reduce::weight_scale(exec, {rows.weight, rows.count});
  const auto classes = static_cast<std::size_t>(rows.classes);
  if (classes == 2) return curve_of_class(exec, rows, 1, scale, curve);
  double sum = 0.0;
  for (std::size_t wanted = 0; wanted < classes; ++wanted) sum += curve_of_class(exec, rows, wanted, scale, curve);
  return sum / static_cast<double>(classes);
}

}  // namespace trainyard::kernels::metric::TRAINYARD_BACKEND
