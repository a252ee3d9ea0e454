// The axes that figures of a study share.
#pragma once

#include "host/plot/frame.hpp"
#include "host/report/finished_study.hpp"

namespace trainyard::report {

/// Of the deciding metric.
plot::Axis metric_axis(const FinishedStudy& study, std::span<const double> values);
/// Of the values of complete trials.
plot::Axis value_axis(const FinishedStudy& study);
/// From a parameter's lowest to its highest value, or its choices.
plot::Scale parameter_scale(const search::Dimension& dimension);

/// "trial 12: rmse 45123.4", for those who hover over it; with the parameter's value where one is named.
std::string trial_words(const FinishedStudy& study, const search::Trial& trial, const std::string& parameter = "");
inline constexpr std::size_t most_told = 2000;  ///< marks of a figure that tell their words; more make it too large

/// How strongly the dot at `index` of `count` is drawn, in steps from 0.3 for the first to 0.9 for the last.
double dot_opacity(std::size_t index, std::size_t count);
/// The same for lines, which cover each other: from 0.1, and few much stronger.
double line_opacity(std::size_t index, std::size_t count);

inline constexpr std::size_t most_lines = 1000;  ///< of a figure; more show nothing
/// The last ones, at most most_lines.
std::span<const search::Trial* const> drawn(std::span<const search::Trial* const> trials);

}  // namespace trainyard::report
