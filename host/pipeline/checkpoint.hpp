// The interrupted final fit of a pending run: the model so far and its history, in one file that is whole or not there.
#pragma once

#include <filesystem>
#include <string>

#include "host/models/model.hpp"

namespace trainyard::pipeline {

class CheckpointFile {
 public:
  explicit CheckpointFile(const std::filesystem::path& run_folder) : path_(run_folder / "checkpoint.bin") {}

  struct Kept {
    models::Checkpoint model;
    std::string history;  ///< history.jsonl up to there
  };
  /// Nothing kept (0 rounds) when there is no file. Throws Error(bad_data) when the file was changed after it was written.
  [[nodiscard]] Kept read() const;
  void write(const models::Checkpoint& model, const std::string& history) const;
  /// A finished fit needs it no more.
  void remove() const;

 private:
  std::filesystem::path path_;
};

}  // namespace trainyard::pipeline
