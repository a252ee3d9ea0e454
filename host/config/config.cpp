#include "host/config/config.hpp"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <unistd.h>
#include <utility>

#include "host/config/checker.hpp"
#include "host/config/overlay.hpp"
#include "host/config/secret.hpp"
#include "host/config/sections/section.hpp"
#include "host/config/yaml_reader.hpp"
#include "host/error/error.hpp"

namespace trainyard::config {
namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

struct Variable {
  const char* name;
  const char* key;
};
constexpr std::array<Variable, 5> variables{{{"TRAINYARD_RESULTS", "results"},
                                             {"TRAINYARD_DEVICE", "device"},
                                             {"TRAINYARD_THREADS", "threads"},
                                             {"TRAINYARD_WORKERS", "workers"},
                                             {"TRAINYARD_STRICT", "strict"}}};

std::string read_limited(const fs::path& file) {
  std::error_code error;
  if (fs::is_directory(file, error)) throw Error(ExitCode::no_input, file.string() + ": is a folder; give the config file in it");
  std::ifstream stream(file, std::ios::binary);
  if (!stream) throw Error(ExitCode::no_input, file.string() + ": cannot be opened: " + std::strerror(errno));
  std::string text(max_file_bytes + 1, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (stream.bad()) throw Error(ExitCode::io, file.string() + ": cannot be read: " + std::strerror(errno));
  text.resize(static_cast<std::size_t>(stream.gcount()));
  if (text.size() > max_file_bytes) throw Error(ExitCode::bad_config, file.string() + ": is larger than 1 MiB; a config must be smaller");
  return text;
}

// A path from the environment or a flag is taken from the current folder, as a shell user expects.
Node outside_value(const std::string& key, const ordered_json& value, const Place& place) {
  Node node = to_node(value, place);
  if (key == "results" && node.kind == Node::Kind::scalar && !node.text.empty()) node.text = fs::absolute(node.text).lexically_normal();
  return node;
}

void apply_overrides(Node& document, const Overrides& overrides, std::vector<Problem>& problems) {
  int rank = 0;
  for (const Variable& variable : variables) {
    const char* text = std::getenv(variable.name);
    if (text == nullptr || *text == '\0') continue;
    put(document, root_option(), variable.key, outside_value(variable.key, text, {1, 1, ++rank, variable.name}), problems);
  }
  for (const std::string& assignment : overrides.set) apply_set(document, root_option(), assignment, ++rank, problems);
  for (const auto& [key, value] : overrides.flags.items()) {
    put(document, root_option(), key, outside_value(key, value, {1, 1, ++rank, "--" + key}), problems);
  }
}

const ordered_json& absent() {
  static const ordered_json null;
  return null;
}

// The value at `path` below `json`; keys may hold dots. nullptr when there is none.
const ordered_json* find(const ordered_json& json, std::string_view path) {
  if (path.empty()) return &json;
  if (path.front() == '.') path.remove_prefix(1);
  if (json.is_array()) {
    const bool bracket = path.starts_with('[');
    const std::size_t end = bracket ? path.find(']') : path.find_first_of(".[");
    const std::string digits(path.substr(bracket ? 1 : 0, end == std::string_view::npos ? end : end - (bracket ? 1 : 0)));
    if (digits.empty() || digits.size() > 9 || digits.find_first_not_of("0123456789") != std::string::npos) return nullptr;
    const std::size_t index = std::stoul(digits);
    if (index >= json.size()) return nullptr;
    return end == std::string_view::npos ? &json[index] : find(json[index], path.substr(end + (bracket ? 1 : 0)));
  }
  if (!json.is_object()) return nullptr;
  for (const auto& [key, value] : json.items()) {
    const bool below = path.size() > key.size() && (path[key.size()] == '.' || path[key.size()] == '[');
    if (!path.starts_with(key) || (path.size() != key.size() && !below)) continue;
    if (const ordered_json* found = find(value, path.substr(key.size()))) return found;
  }
  return nullptr;
}

// "metrics.0" is another spelling of "metrics[0]".
std::string with_brackets(std::string_view path) {
  std::string result;
  for (std::size_t at = 0; at < path.size();) {
    const std::size_t end = path[at] == '.' ? path.find_first_not_of("0123456789", at + 1) : at;
    const std::size_t stop = std::min(end, path.size());
    if (path[at] == '.' && stop > at + 1 && (stop == path.size() || path[stop] == '.' || path[stop] == '[')) {
      result += "[" + std::string(path.substr(at + 1, stop - at - 1)) + "]";
      at = stop;
    } else {
      result += path[at++];
    }
  }
  return result;
}

}  // namespace

Config Config::load(const fs::path& file, const Overrides& overrides) { return from_text(file, read_limited(file), overrides); }

Config Config::with(const ordered_json& values) const {
  Overrides overrides = overrides_;
  for (const auto& [key, value] : values.items()) overrides.set.push_back(key + "=" + value.dump());
  return from_text(file_, text_, overrides);
}

Config Config::from_text(const fs::path& file, std::string text, const Overrides& overrides) {
  Config config;
  config.file_ = file;
  config.overrides_ = overrides;
  config.base_ = (overrides.base.empty() ? fs::absolute(file).parent_path() : fs::absolute(overrides.base)).lexically_normal();
  config.text_ = std::move(text);
  Node node = read_yaml(config.text_, {}, config.problems_);
  const bool readable = node.kind != Node::Kind::null || config.problems_.empty();
  if (!readable) config.check();
  if (node.kind == Node::Kind::null) node.kind = Node::Kind::map;
  if (node.kind == Node::Kind::map) apply_overrides(node, overrides, config.problems_);
  refuse_secrets(node, config.text_, config.problems_);
  Checked checked = check_document(root_option(), node);
  config.document_ = std::move(checked.document);
  config.places_ = std::move(checked.places);
  config.problems_.insert(config.problems_.end(), checked.problems.begin(), checked.problems.end());
  if (config.document_.is_object()) {
    for (const Section& section : sections()) {
      if (section.relate) section.relate(config.document_, [&](const auto& path, const auto& message) { config.problem(path, message); });
    }
  }
  config.check();
  return config;
}

const ordered_json& Config::at(std::string_view dotted) const {
  const ordered_json* found = find(document_, dotted);
  return found == nullptr ? absent() : *found;
}

bool Config::given(std::string_view dotted) const {
  return places_.contains(std::string(dotted)) || places_.contains(with_brackets(dotted));
}

std::string Config::where(std::string_view dotted) const {
  const std::string path = places_.contains(std::string(dotted)) ? std::string(dotted) : with_brackets(dotted);
  return config::where(file_.string(), place_of(places_, path), path);
}

fs::path Config::resolve(const std::string& path) const { return (base_ / path).lexically_normal(); }

void Config::problem(std::string_view dotted, const std::string& message) const {
  const std::string path = places_.contains(std::string(dotted)) ? std::string(dotted) : with_brackets(dotted);
  problems_.push_back({place_of(places_, path), path, message});
}

void Config::check() const {
  if (!problems_.empty()) throw Error(ExitCode::bad_config, to_text(file_.string(), problems_));
}

}  // namespace trainyard::config
