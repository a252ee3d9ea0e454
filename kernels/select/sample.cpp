#include "kernels/select/sample.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

#include "kernels/select/columns.hpp"

namespace trainyard::kernels::select {
namespace {

bool fits(double y, std::size_t classes) {
  if (classes == 0) return std::isfinite(y);
  return y >= 0.0 && y < static_cast<double>(classes) && std::trunc(y) == y;
}

}  // namespace

Sample::Sample(const Exec& exec, MatrixView<const float> x, std::span<const double> y, int classes)
    : exec_(exec), x_(x), y_(y.data(), y.size()), host_y_(y), classes_(static_cast<std::size_t>(std::max(classes, 0))) {
  if (y.size() != x.rows) {
    throw std::invalid_argument("select: " + std::to_string(x.rows) + " rows and " + std::to_string(y.size()) + " targets");
  }
  for (const double value : y) {
    if (!fits(value, classes_)) {
      throw std::invalid_argument("select: the target " + std::to_string(value) + " is no value for " + std::to_string(classes) +
                                  " classes");
    }
  }
  if (exec.on_gpu()) {
    device_x_ = Buffer<float>(exec, x.rows * x.columns);
    for (std::size_t c = 0; c < x.columns; ++c) device_x_.upload({x.column(c).data, x.rows}, c * x.rows);
    device_y_ = Buffer<double>(exec, y);
    x_ = {device_x_.data(), x.rows, x.columns, x.rows};
    y_ = device_y_.view();
  }
  if (classes_ > 0) sort_by_class();
}

void Sample::sort_by_class() {
  class_begin_.assign(classes_ + 1, 0);
  for (const double y : host_y_) ++class_begin_[static_cast<std::size_t>(y) + 1];
  for (std::size_t k = 0; k < classes_; ++k) class_begin_[k + 1] += class_begin_[k];
  std::vector<std::size_t> next(class_begin_);
  std::vector<std::uint32_t> rows(host_y_.size());
  for (std::size_t row = 0; row < rows.size(); ++row) {
    rows[next[static_cast<std::size_t>(host_y_[row])]++] = static_cast<std::uint32_t>(row);
  }
  by_class_ = Buffer<std::uint32_t>(exec_, rows);
}

void Sample::widen(std::size_t index, Buffer<double>& out) const { select::widen(exec_, column(index), {}, out.view()); }

void Sample::widen_by_class(std::size_t index, Buffer<double>& out) const {
  select::widen(exec_, column(index), by_class_.view(), out.view());
}

std::vector<reduce::Moments> Sample::class_moments(const Buffer<double>& by_class) const {
  std::vector<reduce::Moments> moments;
  for (std::size_t k = 0; k < classes_; ++k) {
    moments.push_back(reduce::moments(exec_, {by_class.data() + class_begin_[k], class_begin_[k + 1] - class_begin_[k]}));
  }
  return moments;
}

}  // namespace trainyard::kernels::select
