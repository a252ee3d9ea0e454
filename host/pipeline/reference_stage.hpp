// What a model's rows were like, kept beside it for monitor: see host/monitor/reference.hpp.
#pragma once

#include <filesystem>

#include "host/pipeline/stages.hpp"

namespace trainyard::pipeline {

/// Of a bundle that was saved in `folder`: the columns of the training rows, and what the model says of rows: of the out-of-fold ones where
/// these are at hand, else of the training rows, `predicted`. `train`: the metrics of these.
void reference_stage(const bundle::Bundle& bundle, const Data& data, const Chosen& chosen, const models::Predictions& predicted,
                     const nlohmann::ordered_json& train, const Exec& exec, const std::filesystem::path& folder);

/// Puts predictions and metrics of the test rows in the place of those. A bundle of an older version, which has no reference, gets none.
void add_test_rows(const Evaluated& evaluated, const std::filesystem::path& folder);

}  // namespace trainyard::pipeline
