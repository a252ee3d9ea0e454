// The sections of the config: one file each, one line each in sections.cpp.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "host/config/option.hpp"

namespace trainyard::config {

/// Options that belong together: one heading of the reference, one or more keys of the document.
struct Section {
  std::string title;
  std::string doc;
  std::vector<Key> keys;
  /// Checks that need more than one value; `document` lacks what was wrong. May be empty.
  std::function<void(const nlohmann::ordered_json& document, const Report& report)> relate;
};

/// All sections, in the order of the reference.
const std::vector<Section>& sections();
/// The whole document: the keys of all sections.
const Option& root_option();

Section experiment_section();
Section machine_section();
Section data_section();
Section split_section();
Section features_section();
Section model_section();
Section search_section();
Section evaluate_section();
Section register_section();
Section tracking_section();
Section gates_section();
Section monitor_section();
Section nightly_section();
Section cluster_section();

/// Metrics by name and alias, as kernels/metric lists them.
std::vector<std::string> metric_names();

/// Names from a list of the kernels or models (anything with `name`).
template <typename List>
std::vector<std::string> names_of(const List& list) {
  std::vector<std::string> names;
  for (const auto& item : list) names.emplace_back(item.name);
  return names;
}

}  // namespace trainyard::config
