#include "host/config/checker.hpp"

#include <set>

#include "host/config/scalar.hpp"
#include "host/config/single_value.hpp"
#include "host/error/error.hpp"

namespace trainyard::config {
namespace {

using nlohmann::ordered_json;
using Kind = Option::Kind;

// Dotted paths of all declared keys that end in `key`, for a key written at the wrong level.
void find_elsewhere(const Option& option, const std::string& path, const std::string& key, std::vector<std::string>& found) {
  for (const Key& known : option.keys) {
    const std::string here = join_path(path, known.name);
    if (known.name == key) found.push_back(here);
    find_elsewhere(known.option, here, key, found);
  }
}

class Checker {
 public:
  explicit Checker(const Option& root) : root_(root) {}

  Checked run(const Node& node) {
    if (auto document = value(root_, node, "")) result_.document = std::move(*document);
    return std::move(result_);
  }

 private:
  std::optional<ordered_json> value(const Option& option, const Node& node, const std::string& path) {
    const std::size_t before = result_.problems.size();
    if (!node.assumed && !path.empty()) result_.places.try_emplace(path, node.place);
    std::optional<ordered_json> json;
    switch (option.kind) {
      case Kind::object:
        json = object(option, node, path);
        break;
      case Kind::map:
        json = map(option, node, path);
        break;
      case Kind::list:
        json = list(option, node, path);
        break;
      case Kind::either:
        return either(option, node, path);
      case Kind::variant:
        json = variant(option, node, path);
        break;
      default:
        json = single(option, node, path);
    }
    if (json && option.further && result_.problems.size() == before) {
      option.further(*json, path, [&](const std::string& at, const std::string& message) {
        result_.problems.push_back({at == path ? node.place : place_of(result_.places, at), at, message});
      });
    }
    return json;
  }

  std::optional<ordered_json> single(const Option& option, const Node& node, const std::string& path) {
    std::string message;
    auto json = convert_single(option, node, message);
    if (!json) problem(node.place, path, message);
    return json;
  }

  // False after telling that `node` is not of the wanted kind.
  bool is(Node::Kind wanted, const Option& option, const Node& node, const std::string& path) {
    if (node.kind == wanted) return true;
    const std::string remedy = option.sample.empty() ? "" : ", like " + option.sample;
    problem(node.place, path,
            node.kind == Node::Kind::null ? "is empty; give a value or take the key out"
                                          : "must be a " + option.type_text() + remedy + "; is " + shown(node));
    return false;
  }

  std::optional<ordered_json> object(const Option& option, const Node& node, const std::string& path) {
    if (!is(Node::Kind::map, option, node, path)) return std::nullopt;
    for (const Entry& entry : node.entries) {
      if (option.find(entry.key) == nullptr) unknown_key(option, entry, path);
    }
    ordered_json json = ordered_json::object();
    for (const Key& key : option.keys) {
      const std::string here = join_path(path, key.name);
      const Entry* entry = node.find(key.name);
      std::optional<ordered_json> part = entry != nullptr ? value(key.option, entry->value, here) : assumed(key.option, json, node, here);
      if (part) json[key.name] = std::move(*part);
    }
    return json;
  }

  // The value of a key that is not given; `siblings` are those before it.
  std::optional<ordered_json> assumed(const Option& option, const ordered_json& siblings, const Node& parent, const std::string& path) {
    if (option.is_required) {
      problem(parent.place, path, "required key is missing");
      return std::nullopt;
    }
    Node node;
    const auto fallback = option.default_from ? option.default_from(siblings) : option.default_value;
    if (fallback) {
      node = to_node(*fallback, parent.place);
    } else if (option.kind == Kind::object && option.absence.empty()) {
      node.kind = Node::Kind::map;
      node.place = parent.place;
    } else {
      return std::nullopt;
    }
    mark_assumed(node);
    return value(option, node, path);
  }

  static void mark_assumed(Node& node) {
    node.assumed = true;
    for (Node& item : node.items) mark_assumed(item);
    for (Entry& entry : node.entries) mark_assumed(entry.value);
  }

  void unknown_key(const Option& option, const Entry& entry, const std::string& path) {
    const std::vector<std::string> known = option.key_names();
    std::string hint = suggest(entry.key, known);
    std::vector<std::string> elsewhere;
    if (nearest_name(entry.key, known).empty()) find_elsewhere(root_, "", entry.key, elsewhere);
    if (!elsewhere.empty() && path.empty()) hint = ", did you mean '" + elsewhere.front() + "'?";
    if (!elsewhere.empty() && !path.empty()) hint += "; or did you mean '" + elsewhere.front() + "'?";
    problem(entry.place, join_path(path, entry.key), "unknown key" + hint);
  }

  std::optional<ordered_json> map(const Option& option, const Node& node, const std::string& path) {
    if (!is(Node::Kind::map, option, node, path)) return std::nullopt;
    ordered_json json = ordered_json::object();
    Option key_rule = Option::text().range(1, 200);
    key_rule.pattern = option.pattern;
    key_rule.pattern_meaning = option.pattern_meaning;
    for (const Entry& entry : node.entries) {
      Node key;
      key.kind = Node::Kind::scalar;
      key.text = entry.key;
      std::string message;
      if (!convert_single(key_rule, key, message)) problem(entry.place, path, "a key (" + option.key_name + ") " + message);
      if (auto part = value(option.element(), entry.value, join_path(path, entry.key))) json[entry.key] = std::move(*part);
    }
    check_length(option, node, path, node.entries.size());
    return json;
  }

  std::optional<ordered_json> list(const Option& option, const Node& node, const std::string& path) {
    if (!is(Node::Kind::list, option, node, path)) return std::nullopt;
    ordered_json json = ordered_json::array();
    std::set<std::string> seen;
    for (std::size_t i = 0; i < node.items.size(); ++i) {
      const std::string here = join_path(path, i);
      auto item = value(option.element(), node.items[i], here);
      if (!item) continue;
      if (option.items_distinct && !seen.insert(item->dump()).second)
        problem(node.items[i].place, here, shown(node.items[i]) + " stands twice");
      json.push_back(std::move(*item));
    }
    check_length(option, node, path, node.items.size());
    return json;
  }

  void check_length(const Option& option, const Node& node, const std::string& path, std::size_t size) {
    const auto length = static_cast<double>(size);
    const std::string has = "; has " + std::to_string(size);
    const std::string remedy = option.sample.empty() ? "" : ", like " + option.sample;
    if (option.low && option.low == option.high && length != *option.low) {
      problem(node.place, path, "must have exactly " + number_text(*option.low) + " entries" + remedy + has);
    } else if (option.low && length < *option.low) {
      problem(node.place, path,
              size == 0 ? "is empty; give at least " + number_text(*option.low) + remedy
                        : "must have at least " + number_text(*option.low) + " entries" + remedy + has);
    } else if (option.high && length > *option.high) {
      problem(node.place, path, "must have at most " + number_text(*option.high) + " entries" + has);
    }
  }

  std::optional<ordered_json> either(const Option& option, const Node& node, const std::string& path) {
    for (const Option& part : option.parts) {
      const bool fits = part.kind == Kind::list                               ? node.kind == Node::Kind::list
                        : part.kind == Kind::map || part.kind == Kind::object ? node.kind == Node::Kind::map
                                                                              : node.kind == Node::Kind::scalar;
      if (fits) return value(part, node, path);
    }
    problem(node.place, path,
            node.kind == Node::Kind::null ? "is empty; give a value or take the key out"
                                          : "must be " + option.type_text() + "; is " + shown(node));
    return std::nullopt;
  }

  std::optional<ordered_json> variant(const Option& option, const Node& node, const std::string& path) {
    if (!is(Node::Kind::map, option, node, path)) return std::nullopt;
    std::vector<std::string> tags;
    std::vector<const Option*> chosen;
    for (const Option& part : option.parts) {
      tags.push_back(part.keys.front().name);
      if (node.find(tags.back()) != nullptr) chosen.push_back(&part);
    }
    if (chosen.size() == 1) return value(*chosen.front(), node, path);
    std::string message = "must hold exactly one of ";
    for (std::size_t i = 0; i < tags.size(); ++i) message += (i == 0 ? "" : ", ") + tags[i];
    if (!option.sample.empty()) message += ", like " + option.sample;
    for (const Entry& entry : node.entries) {
      const std::string near = nearest_name(entry.key, tags);
      if (!near.empty() && near != entry.key) message += "; did you mean '" + near + "' by '" + entry.key + "'?";
    }
    problem(node.place, path, message);
    return std::nullopt;
  }

  void problem(const Place& place, const std::string& path, const std::string& message) {
    result_.problems.push_back({place, path, message});
  }

  const Option& root_;
  Checked result_;
};

}  // namespace

Checked check_document(const Option& root, const Node& node) { return Checker(root).run(node); }

std::string join_path(const std::string& path, const std::string& key) { return path.empty() ? key : path + "." + key; }

std::string join_path(const std::string& path, std::size_t index) { return path + "[" + std::to_string(index) + "]"; }

Place place_of(const std::map<std::string, Place>& places, std::string path) {
  while (!path.empty()) {
    const auto found = places.find(path);
    if (found != places.end()) return found->second;
    const std::size_t cut = path.find_last_of(".[");
    path.resize(cut == std::string::npos ? 0 : cut);
  }
  return {};
}

}  // namespace trainyard::config
