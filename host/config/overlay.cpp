#include "host/config/overlay.hpp"

#include <algorithm>

#include "host/config/checker.hpp"
#include "host/config/yaml_reader.hpp"
#include "host/error/error.hpp"

namespace trainyard::config {
namespace {

// The first key of a dotted path and what is left. Keys of a map of single values are taken whole: they may hold dots.
std::pair<std::string, std::string> split_path(const Option& option, const std::string& path) {
  const bool whole = option.kind == Option::Kind::map && option.element().is_single();
  const std::size_t dot = whole ? std::string::npos : path.find('.');
  if (dot == std::string::npos) return {path, ""};
  return {path.substr(0, dot), path.substr(dot + 1)};
}

void set_entry(Node& map, const std::string& key, Node value) {
  if (value.kind == Node::Kind::null) {
    std::erase_if(map.entries, [&](const Entry& entry) { return entry.key == key; });
    return;
  }
  for (Entry& entry : map.entries) {
    if (entry.key != key) continue;
    entry.place = value.place;
    entry.value = std::move(value);
    return;
  }
  const Place place = value.place;
  map.entries.push_back({key, place, std::move(value)});
}

// The map under `key`, made when absent; nullptr when the file has something else there.
Node* map_under(Node& map, const std::string& key, const Place& place) {
  if (map.find(key) == nullptr) {
    Node made;
    made.kind = Node::Kind::map;
    made.place = place;
    set_entry(map, key, std::move(made));
  }
  const auto found = std::find_if(map.entries.begin(), map.entries.end(), [&](const Entry& entry) { return entry.key == key; });
  return found->value.kind == Node::Kind::map ? &found->value : nullptr;
}

// The declaration under `key`; nullptr when there is none.
const Option* step_into(const Option& option, const std::string& key) {
  if (option.kind == Option::Kind::object) return option.find(key);
  if (option.kind == Option::Kind::map) return &option.element();
  if (option.kind != Option::Kind::variant) return nullptr;
  for (const Option& part : option.parts) {
    if (const Option* found = part.find(key)) return found;
  }
  return nullptr;
}

std::vector<std::string> known_keys(const Option& option) {
  std::vector<std::string> names = option.key_names();
  for (const Option& part : option.parts) {
    if (option.kind != Option::Kind::variant) break;
    for (const Key& key : part.keys) names.push_back(key.name);
  }
  return names;
}

// False after telling that no such key is declared.
bool is_declared(const Option& root, const std::string& path, const Place& place, std::vector<Problem>& problems) {
  const Option* option = &root;
  std::string rest = path;
  while (!rest.empty()) {
    const auto [key, tail] = split_path(*option, rest);
    const Option* next = key.empty() ? nullptr : step_into(*option, key);
    if (next == nullptr) {
      const std::vector<std::string> known = known_keys(*option);
      const std::string hint = known.empty() ? "; its parent is no map, nothing can be set below it" : suggest(key, known);
      problems.push_back({place, path, "unknown key '" + key + "'" + hint});
      return false;
    }
    option = next;
    rest = tail;
  }
  return true;
}

}  // namespace

void put(Node& document, const Option& root, const std::string& path, Node value, std::vector<Problem>& problems) {
  if (!is_declared(root, path, value.place, problems)) return;
  Node* node = &document;
  const Option* option = &root;
  std::string rest = path;
  while (node != nullptr) {
    const auto [key, tail] = split_path(*option, rest);
    if (tail.empty()) {
      set_entry(*node, key, std::move(value));
      return;
    }
    if (value.kind == Node::Kind::null && node->find(key) == nullptr) return;
    node = map_under(*node, key, value.place);
    option = step_into(*option, key);
    rest = tail;
  }
}

void apply_set(Node& document, const Option& root, const std::string& assignment, int rank, std::vector<Problem>& problems) {
  const Place place{1, 1, rank, "--set"};
  const std::size_t equals = assignment.find('=');
  if (equals == std::string::npos || equals == 0) {
    throw Error(ExitCode::usage, "--set " + assignment + ": must be key.path=value, like search.trials=20");
  }
  const std::string path = assignment.substr(0, equals);
  std::vector<Problem> found;
  Node value = read_yaml(assignment.substr(equals + 1), place, found);
  if (found.empty()) {
    put(document, root, path, std::move(value), problems);
    return;
  }
  for (Problem& problem : found) {
    problem.path = path;
    problems.push_back(std::move(problem));
  }
}

}  // namespace trainyard::config
