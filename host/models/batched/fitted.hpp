// What was boosted, as a model.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "host/models/batched/export.hpp"
#include "host/models/xgboost/fitted.hpp"

namespace trainyard::models::batched {

/// Becomes a model of XGBoost's when it is first asked for anything but its rounds, and is that model from then on.
class FittedTrees final : public Model {
 public:
  explicit FittedTrees(Boosted boosted) : boosted_(std::move(boosted)) {}

  Predictions predict(const Exec& exec, const features::Matrix& x) const override { return exported().predict(exec, x); }
  Contributions contributions(const Exec& exec, const features::Matrix& x) const override { return exported().contributions(exec, x); }
  std::vector<SplitImportance> split_importance() const override { return exported().split_importance(); }
  std::string file_name() const override { return exported().file_name(); }
  std::string to_bytes() const override { return exported().to_bytes(); }
  int rounds() const override { return static_cast<int>(boosted_.trees.size() / boosted_.trees_per_round()); }

 private:
  const xgboost::FittedModel& exported() const {
    std::call_once(once_, [this] { exported_ = std::make_unique<xgboost::FittedModel>(to_xgboost(boosted_), Params::object()); });
    return *exported_;
  }

  Boosted boosted_;
  mutable std::once_flag once_;
  mutable std::unique_ptr<xgboost::FittedModel> exported_;
};

}  // namespace trainyard::models::batched
