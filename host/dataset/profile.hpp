// What the good rows of a dataset are like, column by column: profile.json, which checks and later drift tests read.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "host/dataset/schema.hpp"

namespace trainyard::dataset {

/// Of the present values of a column of numbers, booleans (0 and 1) or times (microseconds since 1970).
struct NumberProfile {
  double min = 0, max = 0, mean = 0;
  double std = 0;  ///< of the population
  /// Exact: the value at 0-based position q · (n - 1) of the sorted values, linear between neighbours (NumPy's and pandas' default).
  struct Quantile {
    double q = 0, value = 0;
  };
  std::vector<Quantile> quantiles;
  /// Counts between edges, 20 equal bins from min to max; half open but the last, as numpy.histogram's. Of one value only: ±0.5 about it.
  std::vector<double> edges;
  std::vector<std::uint64_t> counts;
};

struct ColumnProfile {
  std::string name;
  ColumnType type = ColumnType::floating;
  Role role = Role::feature;
  std::uint64_t present = 0, missing = 0;
  std::uint64_t distinct = 0;
  bool distinct_exact = true;            ///< false: estimated
  std::optional<NumberProfile> numbers;  ///< none for categories, texts, personal columns, and when nothing is present
  /// The ten most frequent values, of equals the first by bytes; values as text. Empty for personal columns, and for numbers and texts
  /// whose distinct values are not counted exactly.
  struct TopValue {
    std::string value;
    std::uint64_t count = 0;
  };
  std::vector<TopValue> top;
};

struct Profile {
  std::uint64_t rows = 0;
  std::vector<ColumnProfile> columns;

  /// nullptr when there is no such column.
  [[nodiscard]] const ColumnProfile* find(std::string_view name) const noexcept;
  [[nodiscard]] nlohmann::ordered_json to_json() const;
  /// Throws Error(bad_data) naming `where`.
  static Profile from_json(const nlohmann::ordered_json& document, const std::string& where);
};

}  // namespace trainyard::dataset
