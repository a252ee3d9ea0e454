// A file of predictions in the making: finished parts in a hidden folder beside it, so that whoever is killed goes on.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "host/dataset/quarantine_file.hpp"
#include "host/pipeline/prediction_sink.hpp"
#include "host/storage/lease.hpp"

namespace trainyard::pipeline {

/// The folder `.<name of the output>.parts`, which is there as long as the output is not:
///   of.json                what the parts are made of, sealed: whoever is asked for anything else begins anew
///   part-NNNNN.csv         as the output, for consecutive rows (or .parquet)
///   part-NNNNN.bad.csv     quarantined rows of the part, where rows may be quarantined
///   part-NNNNN.json        sealed, written last: counts, the place in the input behind the part, SHA-256 of the others
/// The bytes of the output do not depend on where parts end. One process at a time works in it, by a lease beside it. What was written is
/// on disk with every part that is finished.
class PredictionParts : public PredictionSink {
 public:
  struct Request {
    std::filesystem::path output;
    std::filesystem::path quarantine;  ///< empty: no row will be set aside
    nlohmann::ordered_json made_of;    ///< an object; all that decides the bytes of the output
    std::uint64_t part_rows = 1 << 20;
    std::function<void()> check;  ///< called now and then while parts are joined; may throw
  };

  /// Takes over what a process left that was at the same. Throws Error(cannot_create) while another process is at work on the output, and
  /// when there can be no folder.
  explicit PredictionParts(Request request);
  /// Removes the folder when nothing in it can be gone on with.
  ~PredictionParts() override;

  [[nodiscard]] const PredictionTally& tally() const override { return tally_; }
  [[nodiscard]] std::uint64_t place() const override { return place_; }
  [[nodiscard]] bool complete() const override { return complete_; }

  void begin(std::vector<output::Field> fields, std::vector<std::string> sources) override;
  void write(const std::vector<output::Values>& columns) override;
  void set_aside(const dataset::BadRow& row) override;
  void end_block(const PredictionTally& of_block, std::uint64_t place) override;
  std::string save() override;
  /// Makes the output of the parts.
  const PredictionTally& publish() override;
  void discard() noexcept override { discarded_ = true; }

 private:
  [[nodiscard]] std::filesystem::path file(std::size_t part, const std::string& ending) const;
  [[nodiscard]] std::string extension() const { return request_.output.extension().string(); }
  bool take_over();
  bool read_part(std::size_t part);
  void begin_anew();
  void open_part();
  void finish_part(bool last);
  [[nodiscard]] std::vector<std::filesystem::path> files(const std::string& ending) const;

  Request request_;
  std::filesystem::path folder_;
  std::optional<storage::Lease> lease_;
  std::vector<output::Field> fields_;
  std::vector<std::string> sources_;
  std::size_t finished_ = 0;  // parts
  PredictionTally tally_;     // of these
  std::uint64_t place_ = 0;   // behind these
  bool complete_ = false, discarded_ = false;

  // Of the part that is being made.
  PredictionTally of_part_;
  std::uint64_t next_place_ = 0;
  std::unique_ptr<output::TableFile> rows_;
  std::unique_ptr<dataset::QuarantineFile> bad_;
};

}  // namespace trainyard::pipeline
