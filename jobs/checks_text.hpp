// The checks of `data.expect` as a table for people.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace trainyard::jobs {

/// The rows that dataset::checks_json writes: what each expects and what is there; "" when there is none.
std::string checks_text(const nlohmann::ordered_json& checks);

}  // namespace trainyard::jobs
