// mean: limits of the mean of the present values, for a target or any number.
#include "host/dataset/checks/kinds.hpp"

namespace trainyard::dataset::checks {
namespace {

class Mean : public Check {
 public:
  Mean(std::string name, std::optional<double> min, std::optional<double> max) : name_(std::move(name)), min_(min), max_(max) {}

  Verdict finish(const Profile& profile) override {
    const ColumnProfile& column = *profile.find(name_);
    const auto text = [](const std::optional<double>& limit) {
      return limit ? std::optional(number_text(ColumnType::floating, *limit)) : std::nullopt;
    };
    Verdict verdict{.passed = true, .evaluated = column.present, .observed = "no value", .expected = limits_text(text(min_), text(max_))};
    if (column.present == 0) return verdict;
    const double mean = column.numbers.value().mean;
    verdict.passed = (!min_ || mean >= *min_) && (!max_ || mean <= *max_);
    verdict.observed = number_text(ColumnType::floating, mean);
    return verdict;
  }

 private:
  std::string name_;
  std::optional<double> min_, max_;
};

std::unique_ptr<Check> make_mean(const CheckItem& item) {
  const ColumnType type = item.field().type;
  item.require(type == ColumnType::integer || type == ColumnType::floating || type == ColumnType::boolean, "mean", "numbers and booleans");
  if (item.field().personal) item.refuse("mean", "is not kept of a personal column, which '" + item.field().name + "' is");
  const nlohmann::ordered_json& mean = item.keys.at("mean");
  const auto limit = [&](const char* key) { return mean.contains(key) ? std::optional(mean.at(key).get<double>()) : std::nullopt; };
  return std::make_unique<Mean>(item.field().name, limit("min"), limit("max"));
}

}  // namespace

CheckKind mean() { return {"mean", {"mean"}, make_mean}; }

}  // namespace trainyard::dataset::checks
