// max_missing: the largest share of rows without a value.
#include "host/dataset/checks/missing.hpp"

#include "host/dataset/checks/kinds.hpp"

namespace trainyard::dataset::checks {
namespace {

class Missing : public Check {
 public:
  Missing(std::string name, double most) : name_(std::move(name)), most_(most) {}

  Verdict finish(const Profile& profile) override {
    const std::uint64_t missing = profile.find(name_)->missing;
    const double share = missing_share(missing, profile.rows);
    Verdict verdict{.passed = share <= most_,
                    .evaluated = profile.rows,
                    .observed = number_text(ColumnType::floating, share) + " missing",
                    .expected = "at most " + number_text(ColumnType::floating, most_) + " missing"};
    if (!verdict.passed) verdict.rows_failing = missing;
    return verdict;
  }

 private:
  std::string name_;
  double most_;
};

std::unique_ptr<Check> make_missing(const CheckItem& item) {
  return missing_at_most(item.field().name, item.keys.at("max_missing").get<double>());
}

}  // namespace

double missing_share(std::uint64_t missing, std::uint64_t rows) {
  return rows == 0 ? 0 : static_cast<double>(missing) / static_cast<double>(rows);
}

std::unique_ptr<Check> missing_at_most(std::string column, double most) { return std::make_unique<Missing>(std::move(column), most); }

CheckKind missing() { return {"max_missing", {"max_missing"}, make_missing}; }

}  // namespace trainyard::dataset::checks
