// not_constant: there are two different values at least.
#include "host/dataset/checks/kinds.hpp"

namespace trainyard::dataset::checks {
namespace {

class NotConstant : public Check {
 public:
  explicit NotConstant(std::string name) : name_(std::move(name)) {}

  Verdict finish(const Profile& profile) override {
    const ColumnProfile& column = *profile.find(name_);
    return {.passed = column.distinct != 1,
            .evaluated = column.present,
            .observed = (column.distinct_exact ? "" : "about ") + count_text(column.distinct, "different value"),
            .expected = "at least 2 different values"};
  }

 private:
  std::string name_;
};

std::unique_ptr<Check> make_not_constant(const CheckItem& item) { return std::make_unique<NotConstant>(item.field().name); }

}  // namespace

CheckKind not_constant() { return {"not_constant", {"not_constant"}, make_not_constant}; }

}  // namespace trainyard::dataset::checks
