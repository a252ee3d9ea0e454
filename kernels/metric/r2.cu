#include <cmath>
#include <limits>

#include "kernels/base/buffer.hpp"
#include "kernels/base/launch.cuh"
#include "kernels/metric/squared_error.cuh"
#include "kernels/reduce/moments.hpp"

namespace trainyard::kernels::metric::TRAINYARD_BACKEND {

using namespace trainyard::kernels::TRAINYARD_BACKEND;

namespace {

// The target where the row counts, else NaN.
struct Counted {
  const double* actual;
  const double* weight;
  double* out;
  TRAINYARD_HOST_DEVICE void operator()(std::size_t row) const {
    out[row] = weight[row] > 0.0 ? actual[row] : std::numeric_limits<double>::quiet_NaN();
  }
};

struct Deviation {
  const double* actual;
  double centre;
  TRAINYARD_HOST_DEVICE double operator()(std::size_t row) const { return actual[row] - centre; }
};

struct SquaredDeviation {
  const double* actual;
  double centre;
  double mean;  // what is left of it after the centre
  TRAINYARD_HOST_DEVICE double operator()(std::size_t row) const {
    const double deviation = (actual[row] - centre) - mean;
    return deviation * deviation;
  }
};

// With weights the deviations are taken around the plain mean first, so that the rounding of the weighted one does no harm.
double spread_of_target(const Exec& exec, const Rows& rows) {
  if (rows.weight == nullptr) return reduce::TRAINYARD_BACKEND::moments_partial(exec, {rows.actual, rows.count}, 0).finish().m2;
  Buffer<double> counted(exec, rows.count);
  for_each_index(exec, rows.count, Counted{rows.actual, rows.weight, counted.data()});
  const reduce::Moments plain = reduce::TRAINYARD_BACKEND::moments_partial(exec, counted.view(), 0).finish();
  if (plain.min == plain.max) return 0.0;
  const double rest = mean(exec, rows, Deviation{rows.actual, plain.mean});
  return total(exec, rows, SquaredDeviation{rows.actual, plain.mean, rest});
}

// As scikit-learn's r2_score: one row has no R2; a constant target gives 1 when every prediction is exact and 0 when not.
double coefficient_of_determination(const Exec& exec, const Rows& rows) {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  if (rows.count < 2) return nan;
  const double errors = total(exec, rows, SquaredError(rows));
  const double spread = spread_of_target(exec, rows);
  if (spread == 0.0) return std::isnan(errors) ? nan : errors == 0.0 ? 1.0 : 0.0;
  const double score = 1.0 - errors / spread;
  return std::isnan(score) ? nan : score;
}

// Of each row its squared error, its deviation from the plain mean and the square of that.
void write_errors_and_deviations(const Exec& exec, const Rows& rows, double* out) {
  const double centre = reduce::TRAINYARD_BACKEND::moments_partial(exec, {rows.actual, rows.count}, 0).finish().mean;
  write_terms<SquaredError>(exec, rows, out);
  for_each_index(exec, rows.count, WriteTerm<Deviation>{Deviation{rows.actual, centre}, out + rows.count});
  for_each_index(exec, rows.count, WriteTerm<SquaredDeviation>{SquaredDeviation{rows.actual, centre, 0.0}, out + 2 * rows.count});
}

double one_less_quotient(std::span<const double> sums, double weight) {
  const double spread = sums[2] - sums[1] * (sums[1] / weight);
  // Nearly all of it cancelled: the target is nearly constant where it counts.
  constexpr double least_left = 1e-5;
  return spread > least_left * sums[2] ? 1.0 - sums[0] / spread : std::numeric_limits<double>::quiet_NaN();
}

double explained(const Squares& squares) { return 1.0 - squares.errors / squares.spread; }

}  // namespace

Entry r2() {
  return {.name = "r2",
          .aliases = {"r2_score"},
          .doc = "1 - sum of (actual - predicted)^2 / sum of (actual - mean actual)^2: 1 is exact, 0 is no better than the mean",
          .greater_is_better = true,
          .kind = Kind::values,
          .form = Form::sums,
          .function = coefficient_of_determination,
          .terms = {3, write_errors_and_deviations, one_less_quotient},
          .of_squares = explained};
}

}  // namespace trainyard::kernels::metric::TRAINYARD_BACKEND
