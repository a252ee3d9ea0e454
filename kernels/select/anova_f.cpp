#include <algorithm>
#include <cmath>

#include "kernels/select/columns.hpp"
#include "kernels/select/select.hpp"

namespace trainyard::kernels::select {
namespace {

double exact_mean(const reduce::Moments& moments, double origin) { return (moments.mean - origin) + moments.mean_rest; }

// One-way analysis of variance. NaN for a constant feature and where there is no class more, or no row more, than what is estimated.
double between_classes(const reduce::Moments& all, const std::vector<reduce::Moments>& classes) {
  double between = 0.0, within = 0.0;
  std::int64_t present = 0;
  for (const auto& of_class : classes) {
    if (of_class.count == 0) continue;
    ++present;
    const double shift = exact_mean(of_class, all.mean) - all.mean_rest;
    between += static_cast<double>(of_class.count) * shift * shift;
    within += of_class.m2;
  }
  if (present < 2 || all.count <= present || all.min == all.max) return Score{}.value;
  return (between / static_cast<double>(present - 1)) / (within / static_cast<double>(all.count - present));
}

std::vector<Score> of_classes(const Sample& sample, std::span<const std::uint32_t> columns) {
  std::vector<Score> scores;
  Buffer<double> values(sample.exec(), sample.rows());
  for (const std::uint32_t c : columns) {
    sample.widen_by_class(c, values);
    scores.push_back({.value = between_classes(reduce::moments(sample.exec(), values.view()), sample.class_moments(values))});
  }
  return scores;
}

// The F statistic of a line with one slope: r^2 / (1 - r^2) * (rows - 2). NaN for a constant feature or target and for fewer than 3 rows.
double of_line(const reduce::Moments& x, const reduce::Moments& y, double products) {
  if (x.count < 3 || x.m2 == 0.0 || y.m2 == 0.0) return Score{}.value;
  const double r = products / (std::sqrt(x.m2) * std::sqrt(y.m2));
  const double share = std::min(r * r, 1.0);
  return share / (1.0 - share) * static_cast<double>(x.count - 2);
}

std::vector<Score> of_values(const Sample& sample, std::span<const std::uint32_t> columns) {
  const Exec& exec = sample.exec();
  const reduce::Moments y_of_all = reduce::moments(exec, sample.y());
  std::vector<Score> scores;
  Buffer<double> values(exec, sample.rows()), counted(exec, sample.rows());
  for (const std::uint32_t c : columns) {
    sample.widen(c, values);
    const reduce::Moments x = reduce::moments(exec, values.view());
    reduce::Moments y = y_of_all;
    if (x.missing > 0) {
      where_present(exec, values.view(), sample.y(), counted.view());
      y = reduce::moments(exec, counted.view());
    }
    scores.push_back({.value = of_line(x, y, product_sum(exec, values.view(), x.mean, sample.y(), y.mean))});
  }
  return scores;
}

std::vector<Score> f_statistic(const Sample& sample, std::span<const std::uint32_t> columns, double /*threshold*/) {
  return sample.classes() > 0 ? of_classes(sample, columns) : of_values(sample, columns);
}

}  // namespace

constinit const Selector anova_f = {.name = "anova_f",
                                    .doc = "F statistic of the classes' means; for a regression that of a line through the target",
                                    .keep = Keep::best,
                                    .scores = f_statistic};

}  // namespace trainyard::kernels::select
