// present: true, a column of this name is there; present: false, none is.
#include "host/dataset/checks/kinds.hpp"

namespace trainyard::dataset::checks {
namespace {

class Presence : public Check {
 public:
  Presence(bool wanted, bool there) : wanted_(wanted), there_(there) {}

  Verdict finish(const Profile& profile) override {
    return {.passed = wanted_ == there_,
            .evaluated = profile.rows,
            .observed = there_ ? "a column of this name" : "no such column",
            .expected = wanted_ ? "a column of this name" : "no such column"};
  }

 private:
  bool wanted_, there_;
};

std::unique_ptr<Check> make_presence(const CheckItem& item) {
  return std::make_unique<Presence>(item.keys.at("present").get<bool>(), item.column.has_value());
}

}  // namespace

CheckKind presence() { return {"present", {"present"}, make_presence}; }

}  // namespace trainyard::dataset::checks
