#include "host/config/sections/section.hpp"

namespace trainyard::config {

const std::vector<Section>& sections() {
  static const std::vector<Section> all{
      experiment_section(), data_section(),     split_section(),   features_section(), model_section(),
      search_section(),     evaluate_section(), gates_section(),   register_section(), monitor_section(),
      tracking_section(),   nightly_section(),  machine_section(), cluster_section(),
  };
  return all;
}

const Option& root_option() {
  static const Option root = [] {
    std::vector<Key> keys;
    for (const Section& section : sections()) keys.insert(keys.end(), section.keys.begin(), section.keys.end());
    return Option::object(std::move(keys)).doc("One Trainyard experiment: data, features, model, search and evaluation");
  }();
  return root;
}

}  // namespace trainyard::config
