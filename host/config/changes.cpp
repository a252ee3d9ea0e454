#include "host/config/changes.hpp"

#include <algorithm>

#include "host/config/checker.hpp"
#include "host/config/sections/section.hpp"

namespace trainyard::config {
namespace {

using nlohmann::ordered_json;

void compare(const ordered_json& before, const ordered_json& after, const std::string& path, std::vector<Change>& found) {
  if (before == after) return;
  const bool maps = before.is_object() && after.is_object();
  if (!maps) return found.push_back({path, before, after});
  for (const auto& [key, value] : before.items()) compare(value, after.value(key, ordered_json(nullptr)), join_path(path, key), found);
  for (const auto& [key, value] : after.items()) {
    if (!before.contains(key)) compare(nullptr, value, join_path(path, key), found);
  }
}

void list_changeable(const Option& option, const std::string& path, std::vector<std::string>& found) {
  if (option.changeable) return found.push_back(path);
  for (const Key& key : option.keys) list_changeable(key.option, join_path(path, key.name), found);
}

std::string shown(const ordered_json& value) {
  constexpr std::size_t longest = 200;
  if (value.is_null()) return "not given";
  const std::string text = value.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
  return text.size() <= longest ? text : text.substr(0, longest) + "…";
}

}  // namespace

std::vector<Change> changes(const ordered_json& before, const ordered_json& after) {
  std::vector<Change> found;
  compare(before, after, "", found);
  return found;
}

std::vector<std::string> changeable_keys() {
  std::vector<std::string> found;
  list_changeable(root_option(), "", found);
  return found;
}

bool may_change(const std::string& key) {
  return std::ranges::any_of(changeable_keys(), [&](const std::string& one) { return key == one || key.starts_with(one + "."); });
}

std::string to_text(const Change& change) { return change.key + ": was " + shown(change.before) + ", is " + shown(change.after); }

}  // namespace trainyard::config
