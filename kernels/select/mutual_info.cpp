#include <algorithm>
#include <limits>

#include "kernels/base/math.cuh"
#include "kernels/select/bins.hpp"
#include "kernels/select/select.hpp"

namespace trainyard::kernels::select {
namespace {

constexpr std::size_t feature_bins = 32;
constexpr std::size_t target_bins = 16;

/// The target's class, or bin, of every row, on the device.
struct Classes {
  Buffer<std::int32_t> of_row;
  std::size_t count;
};

Classes classes_of(const Sample& sample) {
  const auto y = sample.host_y();
  if (sample.classes() > 0) {
    return {Buffer<std::int32_t>(sample.exec(), std::vector<std::int32_t>(y.begin(), y.end())), sample.classes()};
  }
  // Bins are of finite floats: numbers beyond the largest count as that.
  constexpr double largest = std::numeric_limits<float>::max();
  std::vector<float> finite;
  for (const double value : y) finite.push_back(static_cast<float>(std::clamp(value, -largest, largest)));
  const Buffer<float> values(sample.exec(), finite);
  Buffer<std::int32_t> bins(sample.exec(), y.size());
  const std::size_t count = bin_numbers(sample.exec(), values.view(), target_bins, bins.view());
  return {std::move(bins), count};
}

// The sum over all cells of p(bin, class) * log(p(bin, class) / (p(bin) * p(class))), in nats.
double information(const std::vector<std::int64_t>& cells, std::size_t classes) {
  if (classes == 0) return 0.0;  // a target without rows has no bins
  const std::size_t bins = cells.size() / classes;
  std::vector<double> of_bin(bins), of_class(classes);
  double rows = 0.0;
  for (std::size_t cell = 0; cell < cells.size(); ++cell) {
    const auto here = static_cast<double>(cells[cell]);
    of_bin[cell / classes] += here;
    of_class[cell % classes] += here;
    rows += here;
  }
  double sum = 0.0;
  for (std::size_t cell = 0; cell < cells.size(); ++cell) {
    if (cells[cell] == 0) continue;
    const auto here = static_cast<double>(cells[cell]);
    sum += here / rows * kernels::cpu::portable_log(here * rows / (of_bin[cell / classes] * of_class[cell % classes]));
  }
  return std::max(sum, 0.0);
}

std::vector<Score> mutual_information(const Sample& sample, std::span<const std::uint32_t> columns, double /*threshold*/) {
  const Exec& exec = sample.exec();
  const Classes classes = classes_of(sample);
  Buffer<std::int32_t> bins(exec, sample.rows());
  std::vector<Score> scores;
  for (const std::uint32_t c : columns) {
    const std::size_t found = bin_numbers(exec, sample.column(c), feature_bins, bins.view());
    scores.push_back({.value = information(count_together(exec, bins.view(), found, classes.of_row.view(), classes.count), classes.count)});
  }
  return scores;
}

}  // namespace

constinit const Selector mutual_info = {
    .name = "mutual_info",
    .doc =
        "mutual information with the target in nats, both in bins: a feature in at most 32 and one for missing values, a number to "
        "predict in at most 16",
    .keep = Keep::best,
    .scores = mutual_information};

}  // namespace trainyard::kernels::select
