// Where the bundle is that a user means.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

namespace trainyard::pipeline {

struct BundlePlace {
  std::filesystem::path folder;
  nlohmann::ordered_json version;  ///< {name, version, stage} of a model of the registry, else null
};

/// A folder given by path, else a version of the registry, else a run by name, below the results directory. Throws Error(no_input).
BundlePlace bundle_place(const std::string& model, const std::filesystem::path& results);

}  // namespace trainyard::pipeline
