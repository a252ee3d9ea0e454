// max_age: how long before `now` the newest time may lie.
#include <algorithm>
#include <cmath>

#include "host/dataset/checks/kinds.hpp"
#include "host/dataset/csv_text.hpp"

namespace trainyard::dataset::checks {
namespace {

constexpr double microseconds = 1e6;
constexpr double day = 24 * 60 * 60;
// Times may be local ones, without a zone: up to 14 hours ahead. Later than this, one wrong time would make any table fresh.
constexpr double furthest_ahead = day;

// "3.5 d", "90 s": in days from one day on, in hours from one hour on.
std::string duration_text(double seconds) {
  const double hour = 60 * 60;
  const double unit = seconds >= day ? day : seconds >= hour ? hour : 1;
  return csv_number(std::round(seconds / unit * 100) / 100) + (unit == day ? " d" : unit == hour ? " h" : " s");
}

class Freshness : public Check {
 public:
  Freshness(std::string name, std::size_t column, ColumnType type, double oldest, std::int64_t now)
      : name_(std::move(name)), column_(column), type_(type), oldest_(oldest), now_(now) {}

  void add(const Batch& batch, const Texts& /*texts*/) override {
    for_each_present(batch.columns[column_],
                     [&](std::size_t /*row*/, double value) { newest_ = std::max(newest_.value_or(value), value); });
  }

  Verdict finish(const Profile& profile) override {
    const ColumnProfile& column = *profile.find(name_);
    if (!newest_ && column.numbers) newest_ = column.numbers->max;
    Verdict verdict{.passed = true, .observed = "no time", .observed_is_value = true};
    verdict.expected = "at most " + duration_text(oldest_) + " before " + number_text(ColumnType::timestamp, static_cast<double>(now_));
    if (!newest_) return verdict;
    const double age = (static_cast<double>(now_) - *newest_) / microseconds;
    verdict.evaluated = column.present;
    verdict.passed = age <= oldest_ && age >= -furthest_ahead;
    verdict.observed = "newest is " + number_text(type_, *newest_) + ", " + duration_text(std::abs(age)) + (age < 0 ? " ahead" : " old");
    return verdict;
  }

 private:
  std::string name_;
  std::size_t column_;
  ColumnType type_;
  double oldest_;  // seconds
  std::int64_t now_;
  std::optional<double> newest_;  // of the rows seen; without any, the profile knows it
};

std::unique_ptr<Check> make_freshness(const CheckItem& item) {
  item.require(is_time(item.field().type), "max_age", "times");
  return std::make_unique<Freshness>(item.field().name, *item.column, item.field().type, item.keys.at("max_age").get<double>(),
                                     item.options.now);
}

}  // namespace

CheckKind freshness() { return {"max_age", {"max_age"}, make_freshness}; }

}  // namespace trainyard::dataset::checks
