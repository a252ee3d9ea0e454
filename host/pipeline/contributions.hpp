// What features contribute to predictions.
#pragma once

#include <span>
#include <vector>

#include "host/pipeline/stages.hpp"

namespace trainyard::pipeline {

/// Of rows of the table.
models::Contributions contributions_of(const Exec& exec, const Data& data, const Evaluated& evaluated, std::span<const std::uint32_t> rows);

/// Features by the size of a number each, largest first.
std::vector<std::size_t> by_size(std::span<const double> values);

}  // namespace trainyard::pipeline
