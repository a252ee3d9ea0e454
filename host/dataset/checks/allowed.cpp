// allowed: the only values that there may be.
#include <algorithm>
#include <set>
#include <unordered_set>

#include "host/dataset/checks/kinds.hpp"
#include "host/dataset/value.hpp"

namespace trainyard::dataset::checks {
namespace {

std::string list_text(const std::vector<std::string>& values) {
  constexpr std::size_t most = 10;
  std::string list;
  for (std::size_t i = 0; i < std::min(values.size(), most); ++i) list += (i == 0 ? "" : ", ") + values[i];
  return values.size() > most ? list + ", … (" + std::to_string(values.size()) + ")" : list;
}

/// Texts of categories, each looked up once.
class AllowedTexts : public Check {
 public:
  AllowedTexts(std::size_t column, const std::vector<std::string>& values)
      : column_(column), allowed_(values.begin(), values.end()), expected_(list_text(values)) {}

  void add(const Batch& batch, const Texts& texts) override {
    const std::deque<std::string>& known = texts(column_);
    for (std::size_t code = fits_.size(); code < known.size(); ++code) fits_.push_back(allowed_.contains(known[code]));
    for_each_present(batch.columns[column_], [&](std::size_t row, double value) {
      const auto code = static_cast<std::size_t>(value);
      ++present_;
      if (!fits_[code]) violations_.add(batch.ids[row], [&] { return known[code]; });
    });
  }

  Verdict finish(const Profile& /*profile*/) override {
    return violations_.verdict(present_, count_text(violations_.rows(), "row") + " with another", expected_);
  }

 private:
  std::size_t column_;
  std::unordered_set<std::string> allowed_;
  std::string expected_;
  std::vector<bool> fits_;  // by code
  std::uint64_t present_ = 0;
  Violations violations_;
};

class AllowedNumbers : public Check {
 public:
  AllowedNumbers(std::size_t column, ColumnType type, std::set<double> values, std::string expected)
      : column_(column), type_(type), allowed_(std::move(values)), expected_(std::move(expected)) {}

  void add(const Batch& batch, const Texts& /*texts*/) override {
    for_each_present(batch.columns[column_], [&](std::size_t row, double value) {
      ++present_;
      if (!allowed_.contains(value)) violations_.add(batch.ids[row], [&] { return number_text(type_, value); });
    });
  }

  Verdict finish(const Profile& /*profile*/) override {
    return violations_.verdict(present_, count_text(violations_.rows(), "row") + " with another", expected_);
  }

 private:
  std::size_t column_;
  ColumnType type_;
  std::set<double> allowed_;
  std::string expected_;
  std::uint64_t present_ = 0;
  Violations violations_;
};

// What is wrong with `text` as a value of the type, or nullptr and the value.
Parsed<double> parse(ColumnType type, const std::string& text) {
  if (type == ColumnType::boolean) {
    const auto boolean = parse_boolean(text);
    return {boolean.value ? 1.0 : 0.0, boolean.problem};
  }
  if (is_time(type)) {
    const auto time = parse_timestamp(text);
    return {static_cast<double>(time.value), time.problem};
  }
  return parse_float(text);
}

std::unique_ptr<Check> make_allowed(const CheckItem& item) {
  const auto values = item.keys.at("allowed").get<std::vector<std::string>>();
  const ColumnType type = item.field().type;
  item.require(type != ColumnType::text, "allowed", "categories, numbers, booleans and times");
  if (type == ColumnType::category) return std::make_unique<AllowedTexts>(*item.column, values);
  std::set<double> numbers;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto value = parse(type, values[i]);
    if (!value.ok()) {
      item.refuse("allowed[" + std::to_string(i) + "]",
                  "'" + values[i] + "' is " + value.problem + "; '" + item.field().name + "' is " + std::string(type_name(type)));
    }
    numbers.insert(value.value);
  }
  return std::make_unique<AllowedNumbers>(*item.column, type, std::move(numbers), list_text(values));
}

}  // namespace

CheckKind allowed() { return {"allowed", {"allowed"}, make_allowed}; }

}  // namespace trainyard::dataset::checks
