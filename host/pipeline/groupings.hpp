// Rows of the table by what a column says of them.
#pragma once

#include <span>

#include "host/dataset/table.hpp"
#include "host/evaluate/grouping.hpp"

namespace trainyard::pipeline {

/// Of some rows: by category, by truth, or by about five bins of a number or time. The values of a personal column are not shown: its
/// groups are numbered. Precondition: the column is not of type text.
evaluate::Grouping grouping_of(const dataset::Column& column, std::span<const std::uint32_t> rows);

}  // namespace trainyard::pipeline
