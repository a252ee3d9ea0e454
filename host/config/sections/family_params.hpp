// What the sections `model` and `search` both ask about a family's parameters.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "host/models/model.hpp"

namespace trainyard::config {

/// The family of `model.type`; nullptr when that was wrong.
const models::Family* family_of(const nlohmann::ordered_json& document);

/// The config key that sets what this parameter would ("nthread" → "threads"); empty when parameters set it.
std::string owning_key(const std::string& param);

}  // namespace trainyard::config
