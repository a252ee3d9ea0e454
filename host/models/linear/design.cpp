#include "host/models/linear/design.hpp"

#include <cmath>

#include "host/models/rows.hpp"
#include "kernels/linear/transposed_times.hpp"

namespace trainyard::models::linear {

using kernels::Buffer;

namespace {

const Labelled& checked(const Labelled& data, const std::string& family) {
  check_labelled(data);
  const bool finite = all_finite(data.x->values);
  if (!finite) check_no_infinity(*data.x);
  check_no_category(*data.x, family);
  if (!finite) check_no_missing(*data.x, family);
  return data;
}

}  // namespace

Design::Design(const Exec& exec, const Labelled& data, bool centered, const std::string& family)
    : Design(exec, *checked(data, family).x, std::vector<double>(data.weight.begin(), data.weight.end()), centered) {}

Design::Design(const Exec& exec, const features::Matrix& x, std::span<const double> weight, bool centered)
    : exec_(exec),
      rows_(x.rows),
      centered_(centered),
      x_(exec, x.values),
      weight_(exec, weight),
      mean_(x.columns),
      center_(x.columns),
      center_there_(exec, center_) {
  take_center();
}

Exec Design::on(const Exec& exec) const {
  Exec there = exec_;
  there.threads = exec.threads;
  return there;
}

kernels::linear::Design Design::view() const { return {{x_.data(), rows_, columns(), rows_}, center_there_.data()}; }

Buffer<double> Design::ones_unless_weighted(const Exec& exec) const {
  return weight_.empty() ? Buffer<double>(exec, std::vector<double>(rows_, 1.0)) : Buffer<double>();
}

kernels::MatrixView<const double> Design::counts(const Buffer<double>& ones) const {
  return {weight_.empty() ? ones.data() : weight_.data(), rows_, 1, rows_};
}

/// The second round adds the mean of what the first one's rounding left, so that a constant column is centered to exact zeros and a mean
/// far from 0 is right to its last bits.
void Design::take_center() {
  const auto ones = ones_unless_weighted(exec_);
  total_weight_ = kernels::linear::column_sums(exec_, counts(ones)).front();
  for (int round = 0; round < (centered_ ? 2 : 1); ++round) {
    const auto sums = kernels::linear::transposed_times(exec_, view(), counts(ones));
    for (std::size_t c = 0; c < columns(); ++c) mean_[c] += sums[c] / total_weight_;
    if (!centered_) return;
    center_ = mean_;
    center_there_.upload(center_);
  }
}

std::vector<double> Design::spread(const Exec& exec) const {
  const auto ones = ones_unless_weighted(on(exec));
  auto squares = kernels::linear::transposed_squares(on(exec), view(), counts(ones));
  for (double& square : squares) square = std::sqrt(square / total_weight_);
  return squares;
}

double Design::intercept(double offset, const std::vector<double>& coefficients, std::size_t outputs, std::size_t k) const {
  for (std::size_t c = 0; c < columns(); ++c) offset -= center_[c] * coefficients[c * outputs + k];
  return offset;
}

}  // namespace trainyard::models::linear
