// What a Booster is made of: on a CPU, or on a device.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "kernels/trees/boost.hpp"
#include "kernels/trees/objective.hpp"

namespace trainyard::kernels::trees {

/// See Booster, whose functions these are; parameters, targets and cuts were checked.
class BoosterState {
 public:
  BoosterState(const BoostParams& params, BinnedRows train, std::span<const float> base_margins)
      : params_(params), train_(std::move(train)), base_(base_margins.begin(), base_margins.end()) {}
  BoosterState(const BoosterState&) = delete;
  BoosterState& operator=(const BoosterState&) = delete;
  virtual ~BoosterState() = default;

  virtual std::size_t add_validation(BinnedRows rows) = 0;
  virtual void update() = 0;
  [[nodiscard]] virtual View<const float> margins() = 0;
  [[nodiscard]] virtual View<const float> validation_margins(std::size_t set) = 0;

  [[nodiscard]] const BoostParams& params() const noexcept { return params_; }
  [[nodiscard]] const BinnedRows& train() const noexcept { return train_; }
  [[nodiscard]] const std::vector<BoostedTree>& trees() const noexcept { return trees_; }
  [[nodiscard]] std::size_t rounds() const noexcept {
    return trees_.size() / params_.outputs / static_cast<std::size_t>(params_.num_parallel_tree);
  }

 protected:
  /// Of so many rows, without a tree.
  [[nodiscard]] std::vector<float> first_margins(std::size_t rows) const {
    std::vector<float> all(rows * base_.size());
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = base_[i % base_.size()];
    return all;
  }

  /// The margins of rows with the trees so far.
  [[nodiscard]] std::vector<float> margins_of(const BinnedRows& rows) const;

  BoostParams params_;
  BinnedRows train_;
  std::vector<float> base_;
  std::vector<BoostedTree> trees_;
};

}  // namespace trainyard::kernels::trees
