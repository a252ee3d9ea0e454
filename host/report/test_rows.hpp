// The rows of a run's predictions.csv.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace trainyard::report {

struct TestRows {
  std::vector<std::string> labels;    ///< of the classes; none: a regression
  std::vector<std::uint32_t> source;  ///< the file's index, one per row; empty where there is one file
  std::vector<std::uint64_t> number;  ///< the row's number in its file
  std::vector<double> actual;         ///< the value, or the class number; NaN where it is missing or none of the labels
  std::vector<double> predicted;      ///< the same; a class is the one decided on
  std::vector<float> probability;     ///< of class k of row r at r * labels.size() + k; NaN where missing

  [[nodiscard]] std::size_t size() const { return number.size(); }
  [[nodiscard]] bool empty() const { return number.empty(); }
};

/// No rows where the file is not there, or holds no actual values. Throws Error(bad_data) when it is none of a run with such classes.
TestRows read_test_rows(const std::filesystem::path& file, const std::vector<std::string>& labels);

}  // namespace trainyard::report
