#include "host/pipeline/data_warnings.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "host/evaluate/percent.hpp"
#include "host/evaluate/predictability.hpp"
#include "host/evaluate/row_sample.hpp"

namespace trainyard::pipeline {
namespace {

using dataset::Column;
using dataset::ColumnType;
using evaluate::Warning;

constexpr std::size_t kMostRows = 5000, kFewestRows = 200, kMostPaired = 100;
constexpr double kLeak = 0.99, kIdentifier = 0.2, kRowOrder = 0.95, kUnique = 0.98, kShared = 0.01;

std::string share_text(double share) { return evaluate::percent_text(share, 1); }

/// A feature as numbers; of categories their rank by text, so that what is counted up is in order.
struct Values {
  const Column* column;
  std::vector<double> of_sample;
  bool ordered;
};

std::vector<double> text_ranks(const Column& column) {
  std::vector<std::size_t> order(column.dictionary->size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, [&](std::size_t code) -> const std::string& { return (*column.dictionary)[code]; });
  std::vector<double> rank(order.size());
  for (std::size_t i = 0; i < order.size(); ++i) rank[order[i]] = static_cast<double>(i);
  return rank;
}

Values values_of(const Column& column, std::span<const std::uint32_t> rows) {
  Values out{.column = &column, .of_sample = {}, .ordered = !column.is_category()};
  if (!column.is_category()) {
    for (const std::uint32_t row : rows) out.of_sample.push_back(column.numbers[row]);
    return out;
  }
  const auto rank = text_ranks(column);
  for (const std::uint32_t row : rows) {
    const std::int32_t code = column.codes[row];
    out.of_sample.push_back(code < 0 ? std::numeric_limits<double>::quiet_NaN() : rank[static_cast<std::size_t>(code)]);
  }
  return out;
}

std::vector<const Column*> features_of(const Data& data) {
  std::vector<const Column*> out;
  for (const auto& field : data.dataset.schema().fields) {
    if (field.role != dataset::Role::feature || field.type == ColumnType::text) continue;
    if (const Column* column = data.table.find(field.name)) out.push_back(column);
  }
  return out;
}

/// Whole numbers without large gaps, or categories, of which hardly one comes twice.
bool is_identifier(const Values& values, std::size_t all_rows) {
  const Column& column = *values.column;
  if (column.type != ColumnType::integer && !column.is_category()) return false;
  std::vector<double> sorted;
  std::ranges::copy_if(values.of_sample, std::back_inserter(sorted), [](double value) { return !std::isnan(value); });
  std::ranges::sort(sorted);
  if (sorted.size() < kFewestRows) return false;
  const double range = sorted.back() - sorted.front(), rows = static_cast<double>(sorted.size());
  const auto distinct = static_cast<double>(std::unique(sorted.begin(), sorted.end()) - sorted.begin());
  return distinct >= kUnique * rows && (column.is_category() || range < 4 * static_cast<double>(all_rows));
}

class Search {
 public:
  Search(const Plan& plan, const Data& data) : plan_(plan), data_(data), rows_(evaluate::sample_rows(data.split.train, kMostRows)) {
    for (const std::uint32_t row : rows_) y_.push_back(data.goal.y[row]);
  }

  std::vector<Warning> run() {
    if (rows_.size() >= kFewestRows) look_at_features();
    look_at_shared_rows();
    if (plan_.split.method == dataset::SplitMethod::time) look_at_times();
    return std::move(found_);
  }

 private:
  [[nodiscard]] evaluate::Answers answers() const { return {y_, data_.goal.target.classes}; }
  [[nodiscard]] std::string sampled() const { return " (seen on " + std::to_string(rows_.size()) + " training rows)"; }
  static std::string quoted(const Column& column) { return "'" + column.name + "'"; }

  void look_at_features() {
    std::vector<Values> numbers;
    for (const Column* column : features_of(data_)) {
      Values values = values_of(*column, rows_);
      const bool leaks = look_at(values);
      const bool number = column->type == ColumnType::integer || column->type == ColumnType::floating;
      if (!leaks && number && numbers.size() < kMostPaired) numbers.push_back(std::move(values));
    }
    if (!data_.goal.target.classifies()) look_at_pairs(numbers);
    const auto method = plan_.split.method;
    if (method == dataset::SplitMethod::random || method == dataset::SplitMethod::stratified) look_at_order();
  }

  bool look_at(const Values& values) {
    const double alone = evaluate::predictability(values.of_sample, values.ordered, answers());
    if (alone >= kLeak) {
      found_.push_back({"target_leak", quoted(*values.column) + " alone tells " + share_text(alone) + " of the target '" + plan_.target +
                                           "'" + sampled() + ": will it be known when the model is asked? If not, put it into data.drop"});
      return true;
    }
    if (!is_identifier(values, data_.table.rows())) return false;
    const double in_order = evaluate::predictability(values.of_sample, true, answers());
    if (in_order < kIdentifier) return false;
    found_.push_back({"identifier_leak", quoted(*values.column) + " differs in nearly every row, as an identifier does, and tells " +
                                             share_text(in_order) + " of the target '" + plan_.target + "'" + sampled() +
                                             ": new rows will have others; put it into data.drop"});
    return true;
  }

  void look_at_pairs(const std::vector<Values>& numbers) {
    std::vector<std::vector<double>> columns;
    columns.reserve(numbers.size());
    for (const Values& values : numbers) columns.push_back(values.of_sample);
    const auto pair = evaluate::best_pair(columns, y_);
    if (!pair || pair->r2 < kLeak) return;
    found_.push_back({"target_leak", quoted(*numbers[pair->first].column) + " and " + quoted(*numbers[pair->second].column) +
                                         " together, as in a sum or a difference, tell " + share_text(pair->r2) + " of the target '" +
                                         plan_.target + "'" + sampled() + ": are they parts of it? Put them into data.drop"});
  }

  void look_at_order() {
    const std::vector<double> place(rows_.begin(), rows_.end());
    const double told = evaluate::predictability(place, true, answers());
    if (told < kRowOrder) return;
    found_.push_back({"row_order", "the order of the rows tells " + share_text(told) + " of the target '" + plan_.target + "'" + sampled() +
                                       ": if they are in the order of time, use split.method: time; if sorted, let no feature count them"});
  }

  void look_at_shared_rows() {
    const double share = static_cast<double>(data_.shared_rows) / static_cast<double>(std::max<std::size_t>(1, data_.split.test.size()));
    if (share < kShared) return;
    found_.push_back({"shared_rows", std::to_string(data_.shared_rows) +
                                         " training rows equal a test row in every feature and the target: the test score knows them; use "
                                         "data.duplicates: drop, or keep them together with split.method: group"});
  }

  void look_at_times() {
    const Column* own = data_.table.find(plan_.split.column);
    if (own == nullptr || data_.split.test.empty()) return;
    const auto first = std::ranges::min(data_.split.test, {}, [&](std::uint32_t row) { return own->numbers[row]; });
    for (const Column* column : features_of(data_)) {
      if (!dataset::is_time(column->type)) continue;
      const auto later =
          std::ranges::count_if(data_.split.train, [&](std::uint32_t row) { return column->numbers[row] >= own->numbers[first]; });
      if (later == 0) continue;
      found_.push_back(
          {"future_timestamp", quoted(*column) + " is at or after the first test row's time in " + std::to_string(later) + " of " +
                                   std::to_string(data_.split.train.size()) +
                                   " training rows: it was not known before the cutoff, and may tell what came after it; put it "
                                   "into data.drop unless it is planned ahead"});
    }
  }

  const Plan& plan_;
  const Data& data_;
  std::vector<std::uint32_t> rows_;
  std::vector<double> y_;
  std::vector<Warning> found_;
};

}  // namespace

std::vector<Warning> data_warnings(const Plan& plan, const Data& data) { return Search(plan, data).run(); }

}  // namespace trainyard::pipeline
