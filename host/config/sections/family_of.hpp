// What the sections `model` and `search` both ask about a family.
#pragma once

#include <nlohmann/json.hpp>

#include "host/models/model.hpp"

namespace trainyard::config {

/// The family of `model.type`; nullptr when that was wrong.
const models::Family* family_of(const nlohmann::ordered_json& document);

}  // namespace trainyard::config
