// Where predictions go, block after block.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "host/dataset/batch.hpp"
#include "host/output/table_file.hpp"

namespace trainyard::pipeline {

/// What was found in some rows.
struct PredictionTally {
  std::uint64_t rows = 0, bad_rows = 0;
  std::vector<std::pair<std::string, std::uint64_t>> unseen = {};  ///< as features::ApplyCounts has them

  void add(const PredictionTally& more);
};

class PredictionSink {
 public:
  PredictionSink() = default;
  PredictionSink(const PredictionSink&) = delete;
  PredictionSink& operator=(const PredictionSink&) = delete;
  virtual ~PredictionSink() = default;

  /// Of the rows that are there from earlier on, with which the next ones begin.
  [[nodiscard]] virtual const PredictionTally& tally() const = 0;
  /// Where in the input the rows begin that are wanted, BlockToPredict::next.
  [[nodiscard]] virtual std::uint64_t place() const = 0;
  /// Whether none are wanted.
  [[nodiscard]] virtual bool complete() const = 0;

  /// Once, before any row. `sources`: names of the input's files.
  virtual void begin(std::vector<output::Field> fields, std::vector<std::string> sources) = 0;
  virtual void write(const std::vector<output::Values>& columns) = 0;
  virtual void set_aside(const dataset::BadRow& row) = 0;
  /// After a block's rows and bad ones.
  virtual void end_block(const PredictionTally& of_block, std::uint64_t place) = 0;
  /// Keeps what was written so far for whoever goes on. Returns what to tell about it.
  virtual std::string save() = 0;
  /// After the last block; returns the tally of all rows.
  virtual const PredictionTally& publish() = 0;
  /// There is no use in going on: the input itself is wrong.
  virtual void discard() noexcept {}
};

/// CSV that is printed as it is made, with bad rows in a file that is there once all are.
std::unique_ptr<PredictionSink> print_predictions(std::function<void(std::string_view)> print, const std::filesystem::path& quarantine);

}  // namespace trainyard::pipeline
