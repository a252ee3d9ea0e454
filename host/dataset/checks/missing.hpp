// The share of rows without a value, and the check that bounds it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "host/dataset/checks/check.hpp"

namespace trainyard::dataset::checks {

/// 0 of no rows. A quotient is rounded as its decimal notation is: 29 of 100 rows are not above 0.29.
double missing_share(std::uint64_t missing, std::uint64_t rows);

/// Fails when a larger share than `most` of the column's rows is without a value.
std::unique_ptr<Check> missing_at_most(std::string column, double most);

}  // namespace trainyard::dataset::checks
