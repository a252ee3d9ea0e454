// Column types, learned from every value of every row.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "host/dataset/schema.hpp"
#include "host/dataset/value.hpp"
#include "host/source/block.hpp"

namespace trainyard::dataset {

/// Counts what the values of each column look like, then decides:
///   integer    all numbers are integers, none like "007", none beyond ±2^53 (those columns are names: category, with a warning)
///   float      all are numbers; infinite ones and ones with a comma count as numbers that are wrong
///   boolean    all are true or false
///   timestamp  all are ISO 8601
///   category   anything else
/// A column is still a number or a timestamp when some values do not fit, at most `tolerated` of them: their rows are set aside.
class Survey {
 public:
  Survey(std::vector<std::string> columns, const std::vector<std::string>& missing, int threads = 1);

  /// Prepares for the rows of one file. Throws Error(bad_data) when it lacks a column of the first.
  void bind(const std::string& file, const std::vector<std::string>& columns);
  void add(const source::Block& block);

  /// Fields in column order, all with role feature; a column without any value has role ignore. `warn` hears, by column,
  /// what was decided in doubt.
  using Warn = std::function<void(const std::string& column, const std::string& message)>;
  [[nodiscard]] std::vector<Field> fields(double tolerated, const Warn& warn) const;

 private:
  struct Counts {
    std::uint64_t integers = 0, identifiers = 0, large = 0, floats = 0, unusable = 0, booleans = 0, timestamps = 0, texts = 0;
    std::string first_other;       // the first value that is no number, or none that can be kept, and where it is
    std::string first_identifier;  // likewise
    std::string first_large;

    [[nodiscard]] std::uint64_t numbers() const { return integers + identifiers + large + floats + unusable; }
    [[nodiscard]] std::uint64_t all() const { return numbers() + booleans + timestamps + texts; }
  };
  class Decision;
  void count(Counts& counts, std::string_view text, std::uint64_t line) const;

  std::vector<std::string> columns_;
  MissingSpellings missing_;
  int threads_;
  std::vector<Counts> counts_;
  std::vector<std::size_t> positions_;
  std::string file_;
};

}  // namespace trainyard::dataset
