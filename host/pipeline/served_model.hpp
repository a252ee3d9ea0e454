// Which version of a model serves.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

namespace trainyard::pipeline {

/// {name, version, stage}: what is in Production, else the newest in Staging; null without either.
nlohmann::ordered_json served_model(const std::filesystem::path& results, const std::string& name);

/// The same as a sentence for whoever asks whether anything has changed: "m@3 in Production serves as before". Never throws.
std::string still_serves(const std::filesystem::path& results, const std::string& name) noexcept;

}  // namespace trainyard::pipeline
