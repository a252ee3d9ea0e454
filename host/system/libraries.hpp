// Versions of the libraries in this program.
#pragma once

#include <nlohmann/json.hpp>

namespace trainyard::system {

/// {library: version}; those that are loaded at run time say what is loaded, header-only ones, curl and librdkafka,
/// what was compiled.
nlohmann::ordered_json library_versions();

}  // namespace trainyard::system
