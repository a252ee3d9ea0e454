// Which of the sorted values decide a column's quantiles, and what they make of them.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "host/dataset/profile.hpp"

namespace trainyard::dataset {

inline constexpr std::array<double, 11> profile_quantiles{0, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 1};

/// 0-based places among `present` > 0 sorted values that quantiles() asks for, ascending, each once.
std::vector<std::uint64_t> quantile_ranks(std::uint64_t present);

/// The profile's quantiles, linear between neighbours, with numpy.quantile's formulas. `values` are those at quantile_ranks(present).
std::vector<NumberProfile::Quantile> quantiles(std::uint64_t present, const std::vector<double>& values);

}  // namespace trainyard::dataset
