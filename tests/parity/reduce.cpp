#include "kernels/base/buffer.hpp"
#include "kernels/reduce/confusion.hpp"
#include "kernels/reduce/count.hpp"
#include "kernels/reduce/moments.hpp"
#include "kernels/reduce/quantile.hpp"
#include "tests/parity/parity.hpp"

namespace trainyard::parity {
namespace {

using kernels::Buffer;
using reference::Bytes;

Bytes moments(const Exec& exec, const std::vector<double>& column) {
  const Buffer<double> values(exec, column);
  return reference::bytes_of(std::vector{kernels::reduce::moments(exec, values.view())});
}

// Two runs, the second of which begins inside a tile.
Bytes merged_moments(const Exec& exec, const std::vector<double>& column) {
  const Buffer<double> values(exec, column);
  const std::size_t cut = column.size() / 3;
  auto left = kernels::reduce::moments_partial(exec, {values.data(), cut}, 0);
  const auto right = kernels::reduce::moments_partial(exec, {values.data() + cut, column.size() - cut}, cut);
  return reference::bytes_of(std::vector{kernels::reduce::MomentsPartial::merge(std::move(left), right).finish()});
}

Bytes quantiles(const Exec& exec, const std::vector<double>& column) {
  const Buffer<double> values(exec, column);
  const std::vector<double> probabilities = {0.0, 0.25, 0.5, 0.99};
  return reference::bytes_of(kernels::reduce::quantiles(exec, kernels::reduce::WholeColumn(values.view()), probabilities));
}

Bytes code_counts(const Exec& exec, const std::vector<double>& column) {
  std::vector<std::int32_t> codes;
  for (const double x : column) codes.push_back(std::isfinite(x) ? static_cast<std::int32_t>(std::fmod(std::fabs(x), 10.0) * 10.0) : -1);
  const Buffer<std::int32_t> there(exec, codes);
  const auto found = kernels::reduce::count_codes(exec, there.view(), 100);
  Bytes bytes = reference::bytes_of(found.counts);
  reference::append_bytes(bytes, found.missing);
  return bytes;
}

// The column's digits are the classes, its values the weights.
Bytes confusion(const Exec& exec, const std::vector<double>& column) {
  std::vector<double> actual, weight;
  std::vector<std::int32_t> decided;
  for (const double x : column) {
    const double size = std::isfinite(x) ? std::fabs(x) : 0.0;
    actual.push_back(std::isnan(x) ? x : std::floor(std::fmod(size * 10.0, 4.0)));
    decided.push_back(static_cast<std::int32_t>(std::fmod(size * 100.0, 5.0)));
    weight.push_back(size);
  }
  const Buffer<double> actual_there(exec, actual), weight_there(exec, weight);
  const Buffer<std::int32_t> decided_there(exec, decided);
  Bytes bytes;
  for (const kernels::ColumnView weights : {kernels::ColumnView{}, weight_there.view()}) {
    const auto found = kernels::reduce::confusion(exec, actual_there.view(), decided_there.view(), weights, 4);
    const Bytes counts = reference::bytes_of(found.rows), sums = reference::bytes_of(found.weight);
    bytes.insert(bytes.end(), counts.begin(), counts.end());
    bytes.insert(bytes.end(), sums.begin(), sums.end());
    reference::append_bytes(bytes, found.outside);
  }
  return bytes;
}

}  // namespace

std::vector<Entry> reduce() {
  return {{"reduce_moments", moments},
          {"reduce_merged_moments", merged_moments},
          {"reduce_quantiles", quantiles},
          {"reduce_code_counts", code_counts},
          {"reduce_confusion", confusion}};
}

}  // namespace trainyard::parity
