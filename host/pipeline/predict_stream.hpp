// `predict --stream`: a model and a topic of messages in, one record per message out.
#pragma once

#include <filesystem>
#include <string>

#include "host/pipeline/pipeline.hpp"
#include "host/stream/stream.hpp"

namespace trainyard::pipeline {

struct PredictStreamRequest {
  std::string model;
  std::filesystem::path results;  ///< where names are looked up; may be empty
  stream::Settings stream;
  std::string device = "auto";
  int threads = 0;  ///< 0: all
};

/// Until request_stop(), or the end of the partitions. summary {status, rows, predictions, dead_letters, rebalances, partitions: [{partition,
/// rows, committed, end, lag}], stream, group, output_topic, dead_letter_topic, model, model_name, model_version}; `rows` counts messages,
/// `committed` is the offset of the next one. Throws Error(bad_config) for a model that looks back in time, and what stream::run throws.
Outcome predict_stream(const PredictStreamRequest& request);

}  // namespace trainyard::pipeline
