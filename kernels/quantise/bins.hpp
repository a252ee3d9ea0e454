// From values to bin numbers of 8 bits, and back to one value per bin.
#pragma once

#include <cstdint>

#include "kernels/base/backend.hpp"
#include "kernels/base/view.hpp"
#include "kernels/quantise/cuts.hpp"

namespace trainyard::kernels::quantise {

/// bins[c * x.rows + r] = the bin of x's row r in feature c, counted from the feature's first; missing_bin for NaN, and for every value of
/// a feature without bins. Throws std::invalid_argument when columns or sizes do not agree.
TRAINYARD_KERNEL(quantise, void(const Exec&, MatrixView<const float> x, const Cuts& cuts, View<std::uint8_t> bins));

/// x's row r in feature c = the lowest value of the bin bins[c * x.rows + r]; NaN for missing_bin and for a number that is no bin of the
/// feature. Throws as quantise does.
TRAINYARD_KERNEL(representatives, void(const Exec&, View<const std::uint8_t> bins, const Cuts& cuts, MatrixView<float> x));

}  // namespace trainyard::kernels::quantise
