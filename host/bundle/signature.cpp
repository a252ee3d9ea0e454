#include "host/bundle/signature.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <vector>

#include "host/storage/digest.hpp"

namespace trainyard::bundle {
namespace {

using nlohmann::ordered_json;
using Names = std::vector<std::string>;

constexpr std::size_t most_changes = 3;  // told of features
constexpr std::size_t digits_of_list = 16;

// Lists of objects are kept, for they are as many as there are columns; a list of categories may be a million texts.
ordered_json outline(const ordered_json& value) {
  const auto is_object = [](const ordered_json& entry) { return entry.is_object(); };
  if (value.is_array() && !std::ranges::all_of(value, is_object)) {
    return std::to_string(value.size()) + " values " + storage::sha256(value.dump()).substr(0, digits_of_list);
  }
  if (!value.is_structured()) return value;
  ordered_json kept = value;
  for (ordered_json& entry : kept) entry = outline(entry);
  return kept;
}

// A one-hot feature of a personal column has a value of it in its name.
std::string shown(const std::string& feature, const Names& personal) {
  for (const std::string& column : personal) {
    if (feature.starts_with(column + "=")) return column + "=" + dataset::personal_value;
  }
  return feature;
}

Names without(const Names& names, const Names& others) {
  const std::set<std::string> known(others.begin(), others.end());
  Names left;
  std::ranges::copy_if(names, std::back_inserter(left), [&](const std::string& name) { return !known.contains(name); });
  return left;
}

std::string listed(const Names& changes) {
  std::string text;
  for (std::size_t i = 0; i < std::min(changes.size(), most_changes); ++i) text += (i > 0 ? "; " : "") + changes[i];
  if (changes.size() > most_changes) text += "; and " + std::to_string(changes.size() - most_changes) + " more";
  return text;
}

// `was` and `is` are distinct names each.
std::string change_of_names(const std::string& noun, const Names& was, const Names& is, const Names& personal) {
  const auto quoted = [&](const std::string& name) { return "'" + shown(name, personal) + "'"; };
  Names moved;
  for (std::size_t i = 0; i < std::min(was.size(), is.size()); ++i) {
    if (was[i] != is[i]) moved.push_back(noun + " " + std::to_string(i + 1) + " was " + quoted(was[i]) + ", is " + quoted(is[i]));
  }
  const Names gone = without(was, is), added = without(is, was);
  if (gone.empty() && added.empty()) return moved.empty() ? "" : "the order of the " + noun + "s differs: " + moved.front();
  if (was.size() == is.size() && moved.size() == gone.size()) return listed(moved);
  Names changes;
  for (const std::string& name : gone) changes.push_back(noun + " " + quoted(name) + " was removed");
  for (const std::string& name : added) changes.push_back(noun + " " + quoted(name) + " was added");
  return listed(changes);
}

Names names_of(const ordered_json& inputs) {
  Names names;
  for (const ordered_json& input : inputs) names.push_back(input.at("name"));
  return names;
}

Names personal_of(const ordered_json& inputs) {
  Names names;
  for (const ordered_json& input : inputs) {
    if (input.contains("personal")) names.push_back(input.at("name"));
  }
  return names;
}

std::string change_of_types(const ordered_json& was, const ordered_json& is) {
  for (std::size_t i = 0; i < was.size(); ++i) {
    const auto before = was[i].at("type").get<std::string>(), now = is[i].at("type").get<std::string>();
    if (before != now) return "column '" + was[i].at("name").get<std::string>() + "' was " + before + ", is " + now;
  }
  return "";
}

/// Finds the first difference of two outlines, in the order of the document.
class Comparison {
 public:
  explicit Comparison(const Names& personal) : personal_(personal) {}

  std::string of(const ordered_json& was, const ordered_json& is, const std::string& path = "") {
    if (was.is_object() && is.is_object()) return of_objects(was, is, path);
    if (was.is_array() && is.is_array()) return of_lists(was, is, path);
    return was == is ? "" : path + value_change(was, is);
  }

 private:
  std::string of_objects(const ordered_json& was, const ordered_json& is, const std::string& path) {
    const auto place = [&](const std::string& key) { return path + (path.empty() || path.ends_with(": ") ? "" : ".") + key; };
    for (const auto& [key, value] : was.items()) {
      if (!is.contains(key)) return place(key) + " is gone";
      if (std::string text = of(value, is[key], place(key)); !text.empty()) return text;
    }
    for (const auto& [key, value] : is.items()) {
      if (!was.contains(key)) return place(key) + " is new";
    }
    return "";
  }

  std::string of_lists(const ordered_json& was, const ordered_json& is, const std::string& path) {
    for (std::size_t i = 0; i < std::min(was.size(), is.size()); ++i) {
      if (std::string text = of(was[i], is[i], enter(was[i], path, i)); !text.empty()) return text;
    }
    if (was.size() == is.size()) return "";
    return path + " has " + std::to_string(is.size()) + " entries, had " + std::to_string(was.size());
  }

  std::string enter(const ordered_json& entry, const std::string& path, std::size_t i) {
    if ((path != "columns" && path != "derive") || !entry.contains("name")) return path + "[" + std::to_string(i) + "]";
    const auto name = entry.at("name").get<std::string>();
    hidden_ = std::ranges::find(personal_, name) != personal_.end();
    return (path == "columns" ? "column '" : "derived column '") + name + "': ";
  }

  [[nodiscard]] std::string value_change(const ordered_json& was, const ordered_json& is) const {
    if (hidden_) return " differs";
    const auto text = [](const ordered_json& value) { return value.is_string() ? "'" + value.get<std::string>() + "'" : value.dump(); };
    return " was " + text(was) + ", is " + text(is);
  }

  const Names& personal_;
  bool hidden_ = false;  // the column that is being compared is personal
};

}  // namespace

std::string transform_text(const features::Transform& transform) { return transform.to_json().dump(2) + "\n"; }

ordered_json signature(const features::Transform& transform, const dataset::Schema& schema) {
  ordered_json inputs = ordered_json::array();
  for (const std::string& name : transform.inputs()) {
    const dataset::Field* const field = schema.find(name);
    ordered_json input = {{"name", name}, {"type", field == nullptr ? "not in the schema" : dataset::type_name(field->type)}};
    if (field != nullptr && field->personal) input["personal"] = true;
    inputs.push_back(std::move(input));
  }
  ordered_json document = transform.to_json();
  document.erase("features");
  return {{"inputs", std::move(inputs)},
          {"features", {{"type", "float32"}, {"names", transform.feature_names()}}},
          {"transform", {{"sha256", storage::sha256(transform_text(transform))}, {"outline", outline(document)}}}};
}

std::string change(const ordered_json& was, const ordered_json& is) {
  Names personal = personal_of(was.at("inputs"));
  std::ranges::copy(personal_of(is.at("inputs")), std::back_inserter(personal));
  const auto names = [](const ordered_json& signature) { return signature.at("features").at("names").get<Names>(); };
  std::string text = change_of_names("feature", names(was), names(is), personal);
  if (text.empty()) text = change_of_names("column", names_of(was.at("inputs")), names_of(is.at("inputs")), personal);
  if (text.empty()) text = change_of_types(was.at("inputs"), is.at("inputs"));
  if (!text.empty()) return text;
  text = Comparison(personal).of(was.at("transform").at("outline"), is.at("transform").at("outline"));
  return text.empty() ? "" : "the same features, but fitted otherwise: " + text;
}

}  // namespace trainyard::bundle
