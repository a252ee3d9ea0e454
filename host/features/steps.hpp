// The inside of a fitted transform.
#pragma once

#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "host/features/bound_step.hpp"
#include "host/features/category_step.hpp"
#include "host/features/numeric_step.hpp"
#include "host/features/plan.hpp"
#include "host/features/transform.hpp"

namespace trainyard::features {

struct Transform::Steps {
  using Step = std::variant<NumericStep, CategoryStep>;

  std::vector<Derivation> derive;
  std::vector<Step> columns;
  std::vector<std::string> dropped = {};  ///< features that selection took out, in the order of the features

  static const std::string& name(const Step& step) {
    return std::visit([](const auto& s) -> const std::string& { return s.name; }, step);
  }
  [[nodiscard]] bool derived(const std::string& name) const;
  static std::vector<std::string> features(const Step& step) {
    return std::visit([](const auto& s) { return s.features(); }, step);
  }
  /// Of all steps, dropped or not. Throws Error(bad_data) when there is none, or when two features have one name.
  [[nodiscard]] std::vector<std::string> all_features() const;
  /// Those that models see.
  [[nodiscard]] std::vector<std::string> features() const;
  /// Of each step, where its features are in the matrix; -1: nowhere.
  [[nodiscard]] std::vector<std::vector<std::ptrdiff_t>> places() const;
  /// Of Matrix, for the features.
  [[nodiscard]] std::vector<std::uint8_t> is_category() const;
  /// Refuses a document whose columns and derived columns do not fit together.
  void check(const JsonFields& fields) const;
};

}  // namespace trainyard::features
