#include "host/models/linear/moments.hpp"

#include <utility>

#include "kernels/linear/gram.hpp"
#include "kernels/linear/residuals.hpp"
#include "kernels/linear/transposed_times.hpp"

namespace trainyard::models::linear {

namespace ops = kernels::linear;

/// The second round adds the mean of what the first one's rounding left, as Design does with the columns.
Moments::Moments(const Exec& exec, const Design& design, kernels::ColumnView y) : gram(ops::gram(exec, design.view(), design.weight())) {
  kernels::Buffer<double> left(exec, y.size);
  const auto leave = [&] { ops::residuals(exec, y, mean, {}, design.weight(), left.view()); };
  leave();
  for (int round = 0; design.centered() && round < 2; ++round) {
    mean += ops::column_sums(exec, matrix(std::as_const(left), 1)).front() / design.total_weight();
    leave();
  }
  slopes = ops::transposed_times(exec, design.view(), matrix(std::as_const(left), 1));
  squares = ops::squared_residuals(exec, y, mean, design.weight());
}

}  // namespace trainyard::models::linear
