// Features as bin numbers of 8 bits: made once for the training rows of a fold, and shared by every trial.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <span>
#include <vector>

#include "host/features/matrix.hpp"
#include "kernels/base/exec.hpp"
#include "kernels/quantise/cuts.hpp"

namespace trainyard::features {

struct Quantised {
  std::size_t rows = 0;
  std::size_t columns = 0;
  std::vector<std::uint8_t> bins;  ///< bins[c * rows + r]; kernels::quantise::missing_bin for a missing value
  kernels::quantise::Cuts cuts;

  [[nodiscard]] std::span<const std::uint8_t> column(std::size_t c) const { return {bins.data() + c * rows, rows}; }
};

/// Learns the cuts from these rows and quantises them. `weight`: one per row, empty when every row counts as 1. `max_bins`: bins per
/// feature, that of the missing values among them, from kernels::quantise::fewest_bins to most_bins. Throws Error(bad_data) for an
/// infinite feature; else as kernels::quantise::find_cuts does.
Quantised quantise(const Exec& exec, const Matrix& x, std::span<const float> weight, int max_bins);

/// Quantises other rows, such as those of validation, by cuts that are known. Throws Error(bad_data) for an infinite feature or when the
/// columns are not as many as those of the cuts.
Quantised quantise(const Exec& exec, const Matrix& x, const kernels::quantise::Cuts& cuts);

/// Every value replaced by the lowest training value of its bin. A model that is trained on these rows takes raw features too: it splits
/// at no other values. XGBoost finds a bin for each when its max_bin is at least max_bins. (Of features with missing values XGBoost counts
/// raw values above v + |v| + 1e-5 among the missing ones where it parts these from all others; v is the largest training value.)
Matrix representatives(const Exec& exec, const Quantised& quantised);

nlohmann::ordered_json cuts_to_json(const kernels::quantise::Cuts& cuts);
/// Throws Error(bad_data) when the document is not what cuts_to_json writes.
kernels::quantise::Cuts cuts_from_json(const nlohmann::ordered_json& document);

}  // namespace trainyard::features
