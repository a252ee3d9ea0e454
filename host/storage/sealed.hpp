// Small JSON documents that carry their own digest: layout.json, experiment.json, manifest.json.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

namespace trainyard::storage {

/// Pretty-prints `document` (an object without "digest") with a last key "digest": SHA-256 of the same text without that key. The same
/// document gives the same bytes. Error(bad_data) when a string is not UTF-8.
std::string seal(const nlohmann::ordered_json& document);

/// Reads what seal() wrote and returns the document without "digest". Error(bad_data), naming `where`, when a single byte differs from
/// what seal() would write: values, white space, order of keys, repeated keys.
nlohmann::ordered_json unseal(const std::string& text, const std::filesystem::path& where);

/// Parses JSON that may have been damaged: Error(bad_data) naming `where` when it is not JSON or nested deeper than 64.
nlohmann::ordered_json parse_json(const std::string& text, const std::filesystem::path& where);

/// The document in a file, null where there is no such file. Throws as parse_json() does.
nlohmann::ordered_json read_json(const std::filesystem::path& file);

}  // namespace trainyard::storage
