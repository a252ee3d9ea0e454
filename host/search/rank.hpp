// Which of two trials is the better one.
#pragma once

#include "host/search/study.hpp"

namespace trainyard::search {

/// Whether the trial has a value that it can be chosen by.
bool is_ranked(const Trial& trial);
/// Whether `a` is better than `b`: one that meets the constraints before one that does not, of those the one that comes nearer; then by
/// value, and of equal ones the lower number. Precondition: both are ranked.
bool ranks_before(const Trial& a, const Trial& b, bool greater_is_better);

}  // namespace trainyard::search
