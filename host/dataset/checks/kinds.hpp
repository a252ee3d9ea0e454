// One function for every kind of check; its line in the list of checks.cpp puts it in the report.
#pragma once

#include "host/dataset/checks/check.hpp"

namespace trainyard::dataset::checks {

CheckKind allowed();
CheckKind class_shares();
CheckKind freshness();
CheckKind mean();
CheckKind missing();
CheckKind missing_rate();
CheckKind new_categories();
CheckKind not_constant();
CheckKind order();
CheckKind pattern();
CheckKind presence();
CheckKind range();
CheckKind reference_range();
CheckKind rows();
CheckKind type();
CheckKind unique();
CheckKind vanished_categories();

}  // namespace trainyard::dataset::checks
