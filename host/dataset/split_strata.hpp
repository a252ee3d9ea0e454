// Strata: what a stratified split keeps the distribution of.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "host/dataset/table.hpp"

namespace trainyard::dataset {

/// `bins` strata of equal numbers of rows by rank; equal values fall together, and missing ones (NaN) have stratum -1.
std::vector<std::int32_t> strata_of(std::span<const double> values, int bins);
/// The categories of a column in the order of their texts (-1: missing), or the bins of its numbers.
std::vector<std::int32_t> strata_of(const Column& column, int bins);

}  // namespace trainyard::dataset
