// search.start_from: the best trials of an earlier study are tried first, for a model that is trained again every night.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "host/pipeline/pipeline.hpp"
#include "host/pipeline/plan.hpp"
#include "host/results/results.hpp"

namespace trainyard::pipeline {

/// Where the config asks for it, adds the best trials of the run that it names to the plan's starting points, and notes in `taken`
/// {run: its name or null, points: […], left_out: […]}. `latest` is the newest published run of the experiment that searched; without one
/// the study starts cold. A run that is resumed or repeated, and one of the same study, keeps the points that it had, whatever was
/// published since; `fresh` looks for them anew. Values that the space does not hold are left out, which is logged. Throws Error(no_input |
/// bad_config) for a run that is not there, not finished or without a search, Error(bad_data) for one that was changed.
void find_starting_points(Plan& plan, const results::Results& results, const std::string& study, const Settings& settings);

/// The points of what was taken; none of null.
nlohmann::ordered_json points_of(const nlohmann::ordered_json& taken);

}  // namespace trainyard::pipeline
