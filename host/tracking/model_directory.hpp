// A run's bundle as a model directory of MLflow, which mlflow.pyfunc loads: it predicts by calling this program. Private to tracking.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "host/results/results.hpp"

namespace trainyard::tracking {

inline constexpr const char* model_folder = "model";

/// A file to be put among the artifacts of a run: one that is on disk, or a text.
struct Artifact {
  std::string path;  ///< below the run's artifacts
  std::filesystem::path file;
  std::string text;
  std::uint64_t size = 0;

  static Artifact of_file(std::string path, const std::filesystem::path& file);
  static Artifact of_text(std::string path, std::string text);
};

/// MLmodel, the bundle, what loads it, and what Python needs for that; empty when the run has no model. `id` is the run's on the server.
std::vector<Artifact> model_directory(const results::RunEntry& run, const std::string& id);

/// Python: the module that loads the bundle.
extern const char* const loader_module;

}  // namespace trainyard::tracking
