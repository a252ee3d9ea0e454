// A bundle's answers for the rows of a block.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "host/bundle/bundle.hpp"
#include "host/models/contributions.hpp"
#include "host/pipeline/rows_to_predict.hpp"

namespace trainyard::pipeline {

struct PredictedBlock {
  std::vector<std::uint32_t> rows;  ///< of the block's table, that have a prediction
  models::Predictions predictions;  ///< of these
  std::optional<models::Contributions> contributions;
  features::ApplyCounts counts;
  std::vector<dataset::BadRow> bad;  ///< the block's, and those that the bundle refuses; ascending
};

struct BlockPredictor {
  const bundle::Bundle& bundle;
  Exec exec;
  bool quarantine = false;     ///< rows that the bundle refuses are bad ones; false: the first is an error
  bool contributions = false;  ///< are asked for

  /// The same bits for a row, whatever block it is in. Takes the bad rows out of the block. Throws as Bundle::predict does.
  PredictedBlock predict(BlockToPredict& block) const;

 private:
  void answer(const dataset::Table& table, PredictedBlock& out) const;
  void set_aside_refused(const BlockToPredict& block, PredictedBlock& out) const;
  void find_refused(const dataset::Table& table, std::span<const std::uint32_t> rows,
                    std::vector<std::pair<std::uint32_t, std::string>>& refused) const;
};

}  // namespace trainyard::pipeline
