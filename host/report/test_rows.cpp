#include "host/report/test_rows.hpp"

#include <charconv>
#include <cmath>
#include <limits>
#include <unordered_map>

#include "host/error/error.hpp"
#include "host/source/csv.hpp"

namespace trainyard::report {
namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

/// Where the columns stand: [source,] row, prediction, a probability per class or two ends of an interval, the target.
class Columns {
 public:
  Columns(const source::Block& block, std::size_t columns, const std::vector<std::string>& labels, std::string file)
      : several_(block.cell(0, 0) == "source" ? 1 : 0), classes_(labels.size()), file_(std::move(file)) {
    for (std::size_t k = 0; k < labels.size(); ++k) class_of_[labels[k]] = static_cast<double>(k);
    const std::size_t at = several_ + 2;
    if (classes_ == 0 && columns > at + 1 && block.cell(0, at) == "prediction_lower" && block.cell(0, at + 1) == "prediction_upper")
      ends_ = 2;
    const std::size_t without = at + classes_ + ends_;
    has_target_ = columns == without + 1;
    if (columns != without && !has_target_) refuse("has " + std::to_string(columns) + " columns");
  }

  [[nodiscard]] bool has_target() const { return has_target_; }

  void take(const source::Block& block, std::size_t row, TestRows& rows) const {
    if (several_ == 1) rows.source.push_back(number<std::uint32_t>(block.cell(row, 0)));
    rows.number.push_back(number<std::uint64_t>(block.cell(row, several_)));
    rows.predicted.push_back(value(block.cell(row, several_ + 1)));
    for (std::size_t k = 0; k < classes_; ++k) rows.probability.push_back(share(block.cell(row, several_ + 2 + k)));
    rows.actual.push_back(value(block.cell(row, several_ + 2 + classes_ + ends_)));
  }

 private:
  [[noreturn]] void refuse(const std::string& what) const {
    throw Error(ExitCode::bad_data, file_ + ": " + what + ", which no file of predictions for " + std::to_string(classes_) +
                                        " classes has; `trainyard verify` says whether it was changed");
  }

  template <class Number>
  [[nodiscard]] Number number(std::string_view text) const {
    Number value{};
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failed != std::errc() || end != text.data() + text.size()) refuse("holds '" + std::string(text.substr(0, 40)) + "' for a number");
    return value;
  }

  [[nodiscard]] float share(std::string_view text) const { return text.empty() ? std::nanf("") : number<float>(text); }

  [[nodiscard]] double value(std::string_view text) const {
    if (classes_ == 0) return text.empty() ? missing : number<double>(text);
    const auto found = class_of_.find(std::string(text));
    return found == class_of_.end() ? missing : found->second;
  }

  std::size_t several_, classes_, ends_ = 0;
  std::string file_;
  bool has_target_ = false;
  std::unordered_map<std::string, double> class_of_;
};

}  // namespace

TestRows read_test_rows(const std::filesystem::path& file, const std::vector<std::string>& labels) {
  TestRows rows;
  rows.labels = labels;
  if (!std::filesystem::exists(file)) return rows;
  source::ReaderOptions options;
  options.csv.header = false;  // a target may be called as another column is
  source::CsvReader reader(file, options);
  source::Block block;
  if (!reader.next(block) || block.rows() == 0) return rows;
  const Columns columns(block, reader.columns().size(), labels, file.string());
  if (!columns.has_target()) return rows;
  std::size_t first = 1;  // behind the header
  do {
    if (!block.broken().empty()) throw Error(ExitCode::bad_data, file.string() + ": " + block.broken().front().reason);
    for (std::size_t r = first; r < block.rows(); ++r) columns.take(block, r, rows);
    first = 0;
  } while (reader.next(block));
  return rows;
}

}  // namespace trainyard::report
