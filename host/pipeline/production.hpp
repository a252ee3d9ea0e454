// The model in Production beside the one at hand, on the same test rows.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "host/evaluate/score.hpp"
#include "host/pipeline/data_stage.hpp"

namespace trainyard::pipeline {

/// Where the model in Production lies.
struct Production {
  std::filesystem::path bundle;
  std::filesystem::path run;  ///< that made it; may have been deleted
};

/// The version of `register.name` that is in Production; none when there is none.
std::optional<Production> find_production(const Plan& plan);

struct OtherModel {
  models::Predictions predicted;  ///< of the test rows, in their order
  double threshold = 0.5;
};

/// Predicts the test rows with another bundle. Throws Error(bad_data) when it is damaged, lacks a column, or predicts another target or
/// other classes.
OtherModel predict_with(const std::filesystem::path& bundle, const Plan& plan, const Data& data);

struct Range {
  double low = 0, high = 0;
};
/// The 95 % interval of the difference of a metric, ours less the other's, by a paired bootstrap over the rows, which both samples have in
/// the same order; none where it is not defined, or evaluate.bootstrap is 0.
std::optional<Range> paired_interval(const Plan& plan, const std::string& metric, const evaluate::Sample& ours,
                                     const evaluate::Sample& other);

}  // namespace trainyard::pipeline
