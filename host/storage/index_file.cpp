#include "host/storage/index_file.hpp"

#include <cstdio>
#include <xxhash.h>

#include "host/error/error.hpp"
#include "host/storage/atomic_file.hpp"

namespace trainyard::storage {
namespace {

/// The first line: the format and XXH3-128 of all that follows.
std::string head_of(std::string_view format, std::string_view body) {
  const XXH128_hash_t hash = XXH3_128bits(body.data(), body.size());
  char digest[33];
  std::snprintf(digest, sizeof digest, "%016llx%016llx", static_cast<unsigned long long>(hash.high64),
                static_cast<unsigned long long>(hash.low64));
  return std::string(format) + " " + digest + "\n";
}

}  // namespace

std::optional<std::string> read_index(const std::filesystem::path& file, std::string_view format) {
  std::string bytes;
  try {
    bytes = read_file(file);
  } catch (const Error&) {
    return std::nullopt;  // what it is an index of says the same
  }
  const std::size_t end = bytes.find('\n');
  if (end == std::string::npos) return std::nullopt;
  const std::string_view body = std::string_view(bytes).substr(end + 1);
  if (std::string_view(bytes).substr(0, end + 1) != head_of(format, body)) return std::nullopt;
  bytes.erase(0, end + 1);
  return bytes;
}

std::string write_index(const std::filesystem::path& file, std::string_view format, std::string_view body) {
  try {
    make_folder(file.parent_path());
    write_file(file, head_of(format, body) + std::string(body));
    return "";
  } catch (const Error& e) {
    return e.what();
  }
}

}  // namespace trainyard::storage
