// How much the features matter to a model.
#pragma once

#include <nlohmann/json.hpp>

#include "host/pipeline/stages.hpp"

namespace trainyard::pipeline {

/// {"importance": {feature: mean size of its contributions}, largest first, over a sample of test rows, of several classes over these too,
///  "contributions": {"rows": n, "features": [{"feature", "contributions": [one per row], "ranks": [one per row]}]}, the ten that matter
///  most, "split_importance": {type: {feature: value}}, largest first: see models::SplitImportance; not there for a model without trees}.
/// The sample has up to 2,000 rows, fewer for a large model, so that it takes about the same time; `contributions` has up to 150 of them,
/// and of several classes those to the margin of the class that is most probable. A rank is the place of the feature's number among those
/// of the rows, from 0 to 1, null where it is missing: it colours, and tells no value.
nlohmann::ordered_json importance(const Exec& exec, const Data& data, const Evaluated& evaluated);

}  // namespace trainyard::pipeline
