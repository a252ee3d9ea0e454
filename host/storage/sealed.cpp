#include "host/storage/sealed.hpp"

#include <algorithm>
#include <string_view>

#include "host/error/error.hpp"
#include "host/storage/atomic_file.hpp"
#include "host/storage/digest.hpp"

namespace trainyard::storage {

namespace {

using Json = nlohmann::ordered_json;

/// The deepest nesting of a JSON text. Printing a document takes stack per level, so depth is bounded before anything is parsed.
int depth_of(std::string_view text) {
  int depth = 0, deepest = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      if (c == '\\') ++i;
      if (c == '"') quoted = false;
    } else if (c == '"') {
      quoted = true;
    } else if (c == '{' || c == '[') {
      deepest = std::max(deepest, ++depth);
    } else if (c == '}' || c == ']') {
      --depth;
    }
  }
  return deepest;
}

}  // namespace

std::string seal(const Json& document) {
  try {
    Json sealed = document;
    sealed["digest"] = sha256(document.dump(2));
    return sealed.dump(2) + '\n';
  } catch (const Json::exception& error) {
    throw Error(ExitCode::bad_data, std::string("cannot be written as JSON: ") + error.what());
  }
}

Json unseal(const std::string& text, const std::filesystem::path& where) {
  Json document = parse_json(text, where);
  if (!document.is_object() || !document.contains("digest")) throw Error(ExitCode::bad_data, where.string() + ": no digest in it");
  document.erase("digest");
  if (seal(document) != text) throw Error(ExitCode::bad_data, where.string() + ": its digest differs, it was changed after it was written");
  return document;
}

Json parse_json(const std::string& text, const std::filesystem::path& where) {
  if (depth_of(text) > 64) throw Error(ExitCode::bad_data, where.string() + ": nested deeper than 64 levels");
  try {
    return Json::parse(text);
  } catch (const Json::exception& error) {
    throw Error(ExitCode::bad_data, where.string() + ": not JSON (" + error.what() + ")");
  }
}

Json read_json(const std::filesystem::path& file) {
  try {
    return parse_json(read_file(file), file);
  } catch (const Error& error) {
    if (error.code() == ExitCode::no_input) return nullptr;
    throw;
  }
}

}  // namespace trainyard::storage
