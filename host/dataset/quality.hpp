// What the rows of a dataset are like: quality.json and the report of `validate`.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <unordered_set>
#include <vector>

#include "host/dataset/batch.hpp"

namespace trainyard::dataset {

/// Statistics of the good rows, value by value in row order, so that they do not depend on blocks or shards.
class Quality {
 public:
  /// Distinct numbers are counted up to here.
  static constexpr std::size_t most_distinct = 10'000;
  /// Bad rows listed one by one.
  static constexpr std::size_t most_bad_rows = 100;

  explicit Quality(std::vector<Field> fields, int threads = 1);

  void add(const Batch& batch);
  void add(const BadRow& row);
  void warn(const std::string& message) { warnings_.push_back(message); }

  [[nodiscard]] std::uint64_t rows() const noexcept { return rows_; }
  [[nodiscard]] std::uint64_t bad_rows() const noexcept { return bad_; }
  [[nodiscard]] const std::vector<BadRow>& first_bad_rows() const noexcept { return first_bad_; }
  /// Names of columns whose good rows hold one value, and of those that hold none.
  [[nodiscard]] std::vector<std::string> constant_columns() const;
  [[nodiscard]] std::vector<std::string> empty_columns() const;

  /// `rows` (kept), `bad`, `columns`: per column name, type, role, missing, distinct ("distinct_at_least" when there are more than
  /// counted), and for numbers min, max, mean; `bad_rows`: the first 100; `warnings`. `files`: names of the sources.
  [[nodiscard]] nlohmann::ordered_json report(const std::vector<std::string>& files) const;

 private:
  struct Column {
    std::uint64_t missing = 0, present = 0;
    double least = 0, greatest = 0, sum = 0, lost = 0;  // sum + lost: Neumaier's compensated sum
    std::unordered_set<std::uint64_t> distinct;         // bits of the values
    bool more_distinct = false;                         // there are more than most_distinct
  };
  static void add(Column& column, double value, std::size_t most);
  static nlohmann::ordered_json describe_column(const Field& field, const Column& column);

  std::vector<Field> fields_;
  std::vector<Column> columns_;
  int threads_;
  std::uint64_t rows_ = 0, bad_ = 0;
  std::vector<BadRow> first_bad_;
  std::vector<std::string> warnings_;
};

}  // namespace trainyard::dataset
