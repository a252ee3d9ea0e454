#include "kernels/encode/encode.hpp"

#include <cmath>

#include "kernels/base/buffer.hpp"
#include "kernels/encode/target_sums.hpp"
#include "tests/parity/parity.hpp"

namespace trainyard::parity {
namespace {

using kernels::Buffer;

// The column's numbers as codes of 7 values, and -1.
std::vector<std::int32_t> codes_of(const std::vector<double>& column) {
  std::vector<std::int32_t> codes;
  for (const double x : column) codes.push_back(std::isfinite(x) ? static_cast<std::int32_t>(std::fmod(std::fabs(x), 7.0)) : -1);
  return codes;
}

// Five categories; one code stands for none.
reference::Bytes indicate(const Exec& exec, const std::vector<double>& column) {
  const Buffer<std::int32_t> codes(exec, codes_of(column)), positions(exec, std::vector<std::int32_t>{-1, 3, 0, 4, 1, -1, 2, 0});
  Buffer<float> features(exec, column.size() * 5);
  kernels::encode::indicate(exec, codes.view(), positions.view(), {features.data(), column.size(), 5, column.size()});
  return reference::bytes_of(features.download());
}

reference::Bytes look_up(const Exec& exec, const std::vector<double>& column) {
  const Buffer<std::int32_t> codes(exec, codes_of(column));
  const Buffer<float> table(exec, std::vector<float>{std::nanf(""), 0.5F, -1.0F, 3.25F, 0.0F, 7.0F, 1e-30F, 2.0F});
  Buffer<float> feature(exec, column.size());
  kernels::encode::look_up(exec, codes.view(), table.view(), feature.view());
  return reference::bytes_of(feature.download());
}

reference::Bytes count_unseen(const Exec& exec, const std::vector<double>& column) {
  const Buffer<std::int32_t> codes(exec, codes_of(column));
  const Buffer<std::uint8_t> is_unseen(exec, std::vector<std::uint8_t>{1, 0, 0, 1, 0, 1, 0, 0});
  const auto found = kernels::encode::count_unseen(exec, codes.view(), is_unseen.view());
  return reference::bytes_of(std::vector{found.missing, found.unseen});
}

reference::Bytes indicate_signed(const Exec& exec, const std::vector<double>& column) {
  const Buffer<std::int32_t> codes(exec, codes_of(column)), positions(exec, std::vector<std::int32_t>{-1, 3, 0, 4, 1, -1, 2, 5});
  Buffer<float> features(exec, column.size() * 3);
  kernels::encode::indicate_signed(exec, codes.view(), positions.view(), {features.data(), column.size(), 3, column.size()});
  return reference::bytes_of(features.download());
}

std::vector<std::int32_t> groups_of(std::size_t rows) {
  std::vector<std::int32_t> groups;
  for (std::size_t row = 0; row < rows; ++row) groups.push_back(static_cast<std::int32_t>(row * row % 3));
  return groups;
}

reference::Bytes look_up_by_group(const Exec& exec, const std::vector<double>& column) {
  const Buffer<std::int32_t> codes(exec, codes_of(column)), groups(exec, groups_of(column.size()));
  std::vector<float> numbers;
  for (int place = 0; place < 24; ++place) numbers.push_back(static_cast<float>(place) / 7.0F);
  const Buffer<float> tables(exec, numbers);
  Buffer<float> feature(exec, column.size());
  kernels::encode::look_up_by_group(exec, codes.view(), groups.view(), tables.view(), 8, feature.view());
  return reference::bytes_of(feature.download());
}

// The sums of the finite ones among the column's numbers, weighted, in three groups and five categories.
template <class Work>
auto with_target(const Exec& exec, const std::vector<double>& column, const Work& work) {
  std::vector<double> y, weight;
  for (std::size_t row = 0; row < column.size(); ++row) {
    y.push_back(std::fabs(column[row]) < 1e100 ? column[row] : -1.5);
    weight.push_back(static_cast<double>(row % 5) / 3.0);
  }
  const Buffer<std::int32_t> codes(exec, codes_of(column)), positions(exec, std::vector<std::int32_t>{-1, 3, 0, 4, 1, -1, 2, 0});
  const Buffer<std::int32_t> groups(exec, groups_of(column.size()));
  const Buffer<double> y_there(exec, y), weight_there(exec, weight);
  return work(kernels::encode::TargetCells{codes.view(), positions.view(), groups.view(), 5, 3}, y_there.view(), weight_there.view());
}

reference::Bytes sums_of_values(const Exec& exec, const std::vector<double>& column) {
  return with_target(exec, column, [&](const auto& cells, kernels::ColumnView y, kernels::ColumnView weight) {
    std::vector<double> numbers;
    for (const auto& cell : kernels::encode::sums_of_values(exec, cells, y, weight)) {
      numbers.insert(numbers.end(), {cell.weight, cell.sum, cell.squares});
    }
    return reference::bytes_of(numbers);
  });
}

reference::Bytes class_weights(const Exec& exec, const std::vector<double>& column) {
  return with_target(exec, column, [&](const auto& cells, kernels::ColumnView y, kernels::ColumnView weight) {
    return reference::bytes_of(kernels::encode::class_weights(exec, cells, y, 3, weight));
  });
}

}  // namespace

std::vector<Entry> encode() {
  return {{"encode_indicate", indicate},
          {"encode_indicate_signed", indicate_signed},
          {"encode_look_up", look_up},
          {"encode_look_up_by_group", look_up_by_group},
          {"encode_count_unseen", count_unseen},
          {"encode_sums_of_values", sums_of_values},
          {"encode_class_weights", class_weights}};
}

}  // namespace trainyard::parity
