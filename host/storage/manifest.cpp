#include "host/storage/manifest.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <system_error>

#include "host/error/error.hpp"
#include "host/storage/atomic_file.hpp"
#include "host/storage/digest.hpp"
#include "host/storage/sealed.hpp"

namespace trainyard::storage {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr int format = 1;

struct Entry {
  std::uint64_t size = 0;
  std::string sha256;
};
using Entries = std::map<std::string, Entry>;  // by path relative to the folder, sorted by byte

/// What lies below a folder: regular files, and everything that must not be there.
struct Listing {
  std::map<std::string, std::uint64_t> files;  // relative path → size
  std::vector<Finding> refused;
};

void list(const fs::path& root, const fs::path& folder, Listing& found) {
  std::error_code error;
  fs::directory_iterator entries(folder, error);
  if (error) found.refused.push_back({folder, "cannot be listed: " + error.message()});
  for (; !error && entries != fs::directory_iterator(); entries.increment(error)) {
    const fs::path path = entries->path();
    const fs::file_status status = fs::symlink_status(path, error);
    const std::string relative = path.lexically_relative(root).generic_string();
    if (error) {
      found.refused.push_back({path, "cannot be looked at: " + error.message()});
      error.clear();
    } else if (fs::is_symlink(status)) {
      found.refused.push_back({path, "a link, not a file"});
    } else if (fs::is_directory(status)) {
      list(root, path, found);
    } else if (!fs::is_regular_file(status)) {
      found.refused.push_back({path, "not a regular file"});
    } else if (relative != manifest_name) {
      const std::uint64_t size = fs::file_size(path, error);
      found.files[relative] = size;
    }
  }
  if (error) found.refused.push_back({folder, "cannot be listed: " + error.message()});
}

std::string to_text(const std::string& kind, const Entries& entries) {
  Json files = Json::array();
  for (const auto& [path, entry] : entries) files.push_back({{"path", path}, {"size", entry.size}, {"sha256", entry.sha256}});
  return seal({{"format", format}, {"kind", kind}, {"files", std::move(files)}});
}

/// Accepts only the exact bytes that to_text() gives for what they say, so a manifest has one reading and no byte of it is free.
Entries parse(const std::string& text, const fs::path& where) {
  const Json document = unseal(text, where);
  Entries entries;
  try {
    if (const int version = document.at("format"); version != format) {
      throw Error(ExitCode::bad_data, where.string() + ": format " + std::to_string(version) + ", this program knows " +
                                          std::to_string(format) + "; use a newer trainyard");
    }
    for (const Json& file : document.at("files")) {
      const fs::path path = file.at("path").get<std::string>();
      if (path.empty() || path.is_absolute() || path != path.lexically_normal() || *path.begin() == "..") {
        throw Error(ExitCode::bad_data, where.string() + ": names a file outside its folder");
      }
      entries[path.string()] = {file.at("size"), file.at("sha256")};
    }
    if (to_text(document.at("kind"), entries) != text)
      throw Error(ExitCode::bad_data, where.string() + ": not in the form this program writes");
  } catch (const Json::exception& error) {
    throw Error(ExitCode::bad_data, where.string() + ": not a manifest (" + error.what() + ")");
  }
  return entries;
}

std::optional<std::string> difference(const fs::path& path, std::uint64_t size, const Entry& expected) {
  if (size != expected.size) return "size " + std::to_string(size) + ", expected " + std::to_string(expected.size);
  if (sha256_file(path) != expected.sha256) return "SHA-256 differs";
  return std::nullopt;
}

}  // namespace

void write_manifest(const fs::path& folder, const std::string& kind, const std::string& left_out,
                    const std::map<std::string, std::string>& known) {
  Listing found;
  list(folder, folder, found);
  found.files.erase(left_out);
  if (!found.refused.empty()) {
    const Finding& first = found.refused.front();
    throw Error(ExitCode::bad_data, "cannot publish " + first.path.string() + ": " + first.problem);
  }
  Entries entries;
  for (const auto& [path, size] : found.files) {
    const auto digest = known.find(path);
    entries[path] = {size, digest == known.end() ? sha256_file(folder / path) : digest->second};
    if (fs::file_size(folder / path) != size) throw Error(ExitCode::bug, (folder / path).string() + " grew while it was being published");
  }
  write_file(folder / manifest_name, to_text(kind, entries));
}

std::vector<Finding> verify_folder(const fs::path& folder) {
  Listing found;
  list(folder, folder, found);
  std::vector<Finding> findings = std::move(found.refused);
  Entries expected;
  try {
    expected = parse(read_file(folder / manifest_name), folder / manifest_name);
  } catch (const Error& error) {
    findings.push_back({folder / manifest_name, error.what()});
    return findings;
  }
  for (const auto& [path, entry] : expected) {
    const auto there = found.files.find(path);
    try {
      const std::optional<std::string> problem =
          there == found.files.end() ? std::optional<std::string>("missing") : difference(folder / path, there->second, entry);
      if (problem) findings.push_back({folder / path, *problem});
    } catch (const Error& error) {
      findings.push_back({folder / path, error.what()});
    }
  }
  for (const auto& [path, size] : found.files) {
    if (!expected.contains(path)) findings.push_back({folder / path, "not in the manifest"});
  }
  return findings;
}

std::string read_verified(const fs::path& folder, const fs::path& relative) {
  const Entries entries = parse(read_file(folder / manifest_name), folder / manifest_name);
  const auto entry = entries.find(relative.generic_string());
  if (entry == entries.end()) throw Error(ExitCode::bad_data, (folder / relative).string() + ": not in the manifest of its folder");
  std::string bytes;
  try {
    bytes = read_file(folder / relative);
  } catch (const Error& error) {
    if (error.code() != ExitCode::no_input) throw;
    throw Error(ExitCode::bad_data, (folder / relative).string() + ": missing, although the manifest names it");
  }
  if (bytes.size() != entry->second.size || sha256(bytes) != entry->second.sha256) {
    throw Error(ExitCode::bad_data,
                (folder / relative).string() + ": differs from what was published (size or SHA-256); restore it, or make it again");
  }
  return bytes;
}

}  // namespace trainyard::storage
