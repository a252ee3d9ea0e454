// missing_rate: how much larger the share of rows without a value may be than in the reference.
#include "host/dataset/checks/kinds.hpp"
#include "host/dataset/checks/reference.hpp"

namespace trainyard::dataset::checks {
namespace {

double share(std::uint64_t missing, std::uint64_t rows) { return rows == 0 ? 0 : static_cast<double>(missing) / static_cast<double>(rows); }

class MissingRate : public Check {
 public:
  MissingRate(std::string name, double most) : name_(std::move(name)), most_(most) {}

  Verdict finish(const Profile& profile) override {
    const std::uint64_t missing = profile.find(name_)->missing;
    Verdict verdict{.passed = share(missing, profile.rows) <= most_,
                    .evaluated = profile.rows,
                    .observed = number_text(ColumnType::floating, share(missing, profile.rows)) + " missing",
                    .expected = "at most " + number_text(ColumnType::floating, most_) + " missing"};
    if (!verdict.passed) verdict.rows_failing = missing;
    return verdict;
  }

 private:
  std::string name_;
  double most_;
};

std::unique_ptr<Check> make_missing_rate(const CheckItem& item) {
  const ColumnProfile* was = reference_column(item, "missing_rate", is_any, "any column");
  if (was == nullptr) return nullptr;
  const double before = share(was->missing, item.reference->profile.rows);
  return std::make_unique<MissingRate>(was->name, before + item.keys.at("missing_rate").get<double>());
}

}  // namespace

CheckKind missing_rate() { return {"missing_rate", {"missing_rate"}, make_missing_rate}; }

}  // namespace trainyard::dataset::checks
