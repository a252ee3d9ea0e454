// The rows of a table by group and time.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "host/dataset/table.hpp"

namespace trainyard::features {

/// Numbers for combinations of values: equal combinations get equal numbers, also in another table with columns of the same types.
class GroupNumbers {
 public:
  static constexpr std::int32_t none = -1;  ///< a value is missing

  /// One number per row. Without columns all rows have the same. The columns must be there.
  std::vector<std::int32_t> of(const dataset::Table& table, const std::vector<std::string>& columns);

 private:
  struct PairHash {
    std::size_t operator()(const std::pair<std::int32_t, std::uint64_t>& pair) const noexcept;
  };
  /// Whatever identifies the value, per row; `missing` where there is none.
  std::vector<std::uint64_t> values(const dataset::Column& column);
  std::uint64_t text_number(const std::string& text);

  std::unordered_map<std::string, std::uint64_t> texts_;
  std::unordered_map<std::pair<std::int32_t, std::uint64_t>, std::int32_t, PairHash> pairs_;
};

struct TimedRow {
  std::int32_t group = 0;
  std::uint32_t row = 0;
  double time = 0;
};

/// By group, then time, then row. Rows without a time or a group are left out.
std::vector<TimedRow> time_order(const dataset::Table& table, std::span<const std::int32_t> groups, const std::string& time);

/// Stands for no row where rows are picked.
inline constexpr std::int64_t no_row = -1;
/// A column of the values in these rows of another; missing where there is no_row.
dataset::Column pick_rows(const dataset::Column& from, std::span<const std::int64_t> rows, const std::string& name);

}  // namespace trainyard::features
