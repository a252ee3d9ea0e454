#include "host/evaluate/row_subset.hpp"

namespace trainyard::evaluate {
namespace {

template <class T>
std::vector<T> picked(std::span<const T> values, std::span<const std::uint32_t> rows, std::size_t width) {
  std::vector<T> out;
  if (values.empty()) return out;
  out.reserve(rows.size() * width);
  for (const std::uint32_t row : rows) {
    const auto of_row = values.subspan(row * width, width);
    out.insert(out.end(), of_row.begin(), of_row.end());
  }
  return out;
}

}  // namespace

RowSubset::RowSubset(const Sample& sample, std::span<const std::uint32_t> rows)
    : actual_(picked(sample.actual, rows, 1)),
      weight_(picked(sample.weight, rows, 1)),
      predicted_(picked(sample.predicted, rows, width(sample))),
      decided_(picked(sample.decided, rows, 1)),
      classes_(sample.classes) {}

}  // namespace trainyard::evaluate
