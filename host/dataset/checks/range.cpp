// min, max: inclusive limits of numbers and times.
#include <algorithm>

#include "host/dataset/checks/kinds.hpp"
#include "host/dataset/value.hpp"

namespace trainyard::dataset::checks {
namespace {

class Range : public Check {
 public:
  Range(std::size_t column, ColumnType type, std::optional<double> min, std::optional<double> max, std::string expected)
      : column_(column), type_(type), min_(min), max_(max), expected_(std::move(expected)) {}

  void add(const Batch& batch, const Texts& /*texts*/) override {
    for_each_present(batch.columns[column_], [&](std::size_t row, double value) {
      least_ = present_ == 0 ? value : std::min(least_, value);
      greatest_ = present_ == 0 ? value : std::max(greatest_, value);
      ++present_;
      if ((min_ && value < *min_) || (max_ && value > *max_)) {
        violations_.add(batch.ids[row], [&] { return number_text(type_, value); });
      }
    });
  }

  Verdict finish(const Profile& /*profile*/) override {
    const std::string observed = present_ == 0 ? "no value" : number_text(type_, least_) + " to " + number_text(type_, greatest_);
    Verdict verdict = violations_.verdict(present_, observed, expected_);
    verdict.observed_is_value = present_ > 0;
    return verdict;
  }

 private:
  std::size_t column_;
  ColumnType type_;
  std::optional<double> min_, max_;
  std::string expected_;
  double least_ = 0, greatest_ = 0;
  std::uint64_t present_ = 0;
  Violations violations_;
};

std::optional<double> limit(const CheckItem& item, const std::string& key) {
  if (!item.has(key)) return std::nullopt;
  const auto text = item.keys.at(key).get<std::string>();
  item.require(is_ordered(item.field().type), key, "numbers and times");
  if (is_time(item.field().type)) {
    const auto time = parse_timestamp(text);
    if (!time.ok())
      item.refuse(key, "'" + text + "' is no time like 2012-10-01 or 2012-10-01T05:00:00Z, which '" + item.field().name + "' holds");
    return static_cast<double>(time.value);
  }
  const auto number = parse_float(text);
  if (!number.ok()) item.refuse(key, "'" + text + "' is " + number.problem + ", and '" + item.field().name + "' holds numbers");
  return number.value;
}

std::unique_ptr<Check> make_range(const CheckItem& item) {
  const auto min = limit(item, "min"), max = limit(item, "max");
  if (min && max && *min > *max) item.refuse("min", "is above max");
  const auto text = [&](const std::string& key) {
    return item.has(key) ? std::optional(item.keys.at(key).get<std::string>()) : std::nullopt;
  };
  return std::make_unique<Range>(*item.column, item.field().type, min, max, limits_text(text("min"), text("max")));
}

}  // namespace

CheckKind range() { return {"range", {"min", "max"}, make_range}; }

}  // namespace trainyard::dataset::checks
