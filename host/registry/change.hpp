// A change of the registry, under its lease: the audit line first, then stages.json, which follows from it. Private to registry.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "host/registry/policy.hpp"
#include "host/registry/registry.hpp"
#include "host/registry/state.hpp"
#include "host/storage/lease.hpp"

namespace trainyard::registry {

class Change {
 public:
  /// Waits for the lease (a minute, then Error(unavailable)), reads the registry, and writes what a killed process could not: every
  /// stages.json that is behind.
  explicit Change(const Order& order);

  [[nodiscard]] const Models& models() const { return state_.models; }
  [[nodiscard]] const Policy& policy() const { return policy_; }
  [[nodiscard]] const std::filesystem::path& root() const { return order_.root; }
  /// Error(no_input) naming those that there are.
  [[nodiscard]] const Model& model(const std::string& name) const { return find_model(state_.models, name); }

  /// Error(interrupted) when the lease was lost: another process may be changing the registry now.
  void check_lease() const;
  /// Adds the line, then writes the model's stages.json. What comes of a crash is the state before the line, or after it.
  void record(const std::string& action, const std::string& model, std::uint64_t version, const nlohmann::ordered_json& before,
              const nlohmann::ordered_json& after);

 private:
  void write_stages(const std::string& name) const;

  Order order_;
  storage::Lease lease_;
  Policy policy_;
  State state_;
};

}  // namespace trainyard::registry
