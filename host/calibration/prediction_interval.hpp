// Prediction intervals of a regression by conformal prediction: as wide as the errors on rows that were not learned from.
#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "host/models/predictions.hpp"

namespace trainyard::calibration {

/// The least radius r such that of the absolute errors and that of one more row a share of `coverage` is within r: of n errors the
/// ceil((n + 1) coverage)-th smallest (V. Vovk and others, Algorithmic Learning in a Random World, 2005; J. Lei and others, 2018). With
/// weights a row counts as its weight, the new one as their mean; rows that weigh nothing count nothing. None when there are too few rows,
/// so that only an infinite radius would do. `weight` may be empty.
std::optional<double> conformal_radius(std::span<const double> errors, std::span<const double> weight, double coverage);

/// How many errors there have to be at least, if all weigh the same.
std::size_t fewest_rows(double coverage);

/// Lower and upper end for each row.
struct Bounds {
  std::vector<float> lower, upper;
};

/// prediction ± radius for every row.
struct PredictionInterval {
  std::string method;    ///< "out_of_fold", "split_conformal"
  double coverage = 0;   ///< the nominal one, in (0, 1)
  double radius = 0;     ///< in units of the target, not negative
  std::size_t rows = 0;  ///< whose errors decided it

  /// Rounded outwards.
  [[nodiscard]] Bounds bounds(const models::Predictions& predictions) const;

  /// {method, coverage, radius, rows}
  [[nodiscard]] nlohmann::ordered_json to_json() const;
  /// Throws Error(bad_data) naming what is wrong.
  static PredictionInterval from_json(const nlohmann::ordered_json& document);
};

/// How intervals fared; NaN where no row has a weight above 0.
struct IntervalScore {
  double coverage = 0;    ///< the share of rows whose value is within its bounds, ends included
  double mean_width = 0;  ///< in units of the target
};
/// Both weighted; `weight` may be empty. Sums run in the order of the rows.
IntervalScore interval_score(const Bounds& bounds, std::span<const double> actual, std::span<const double> weight);

}  // namespace trainyard::calibration
