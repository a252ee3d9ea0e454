// missing_rate: how much larger the share of rows without a value may be than in the reference.
#include "host/dataset/checks/kinds.hpp"
#include "host/dataset/checks/missing.hpp"
#include "host/dataset/checks/reference.hpp"

namespace trainyard::dataset::checks {
namespace {

std::unique_ptr<Check> make_missing_rate(const CheckItem& item) {
  const ColumnProfile* was = reference_column(item, "missing_rate", is_any, "any column");
  if (was == nullptr) return nullptr;
  const double before = missing_share(was->missing, item.reference->profile.rows);
  return missing_at_most(was->name, before + item.keys.at("missing_rate").get<double>());
}

}  // namespace

CheckKind missing_rate() { return {"missing_rate", {"missing_rate"}, make_missing_rate}; }

}  // namespace trainyard::dataset::checks
