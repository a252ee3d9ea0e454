// Gradient boosting on bins, as XGBoost 3.2's `hist` does it, for many small boosters side by side: one booster is one object and works in
// the calling thread alone, without a barrier, or by one block of threads of a GPU (block/booster.hpp); boosters share the binned rows,
// which nobody changes.
//
// Method: histograms of gradients per node, the larger child's by subtraction, nodes depth first (without a limit on the leaves the tree is
// the one that grows level by level, and depth + 1 histograms live at a time). Gradients are whole numbers in units of a power of two that
// is chosen anew in every round so that no sum of a node overflows (fixed_gradients.hpp); sums are exact, and so need no order. Splits are
// chosen by XGBoost's arithmetic on these sums: its gain in float from sums in double, its tests and its ties (split.cuh). Where its own
// sums are exact too, and no two splits tie, the trees are XGBoost's.
//
// Randomness is drawn by counter (kernels/base/philox.cuh) from the seed, the tree's number, and the row, or the column and the node. So a
// booster's trees depend on its rows, parameters and seed alone: not on threads, on other boosters, or on validation rows.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "kernels/base/exec.hpp"
#include "kernels/base/view.hpp"
#include "kernels/quantise/cuts.hpp"

namespace trainyard::kernels::trees {

/// A table's rows as bin numbers, for boosters to read. Immutable; a copy shares the memory, also between threads.
class BinnedRows {
 public:
  struct Data;

  /// x in the host's memory, NaN is missing; exec.threads quantise it. Values go to bins as quantise::quantise says, so a value in a
  /// feature without bins counts as missing. Throws std::invalid_argument when x's columns are not those of the cuts, for no column or more
  /// than 65,535, for a feature with more than 255 bins, and for more than 2^30 rows; DeviceUnavailable for a GPU.
  BinnedRows(const Exec& exec, MatrixView<const float> x, quantise::Cuts cuts);

  [[nodiscard]] std::size_t rows() const;
  [[nodiscard]] const quantise::Cuts& cuts() const;
  [[nodiscard]] const Data& data() const { return *data_; }

 private:
  std::shared_ptr<const Data> data_;
};

/// reg:squarederror, binary:logistic (also reg:logistic), multi:softprob.
enum class Objective { squared_error, logistic, softmax };

/// XGBoost's parameters, with its meanings and defaults. What is not here it does not cover: categorical splits, monotone and interaction
/// constraints, feature weights, gradient-based sampling, max_leaves, lossguide.
struct BoostParams {
  Objective objective = Objective::squared_error;
  std::size_t outputs = 1;  ///< classes of softmax, at least 2; else 1
  std::uint64_t seed = 0;
  float learning_rate = 0.3F;
  int max_depth = 6;  ///< 1 to 30; XGBoost's 0, no limit, is not covered
  float min_child_weight = 1;
  float lambda = 1;
  float alpha = 0;
  float gamma = 0;  ///< min_split_loss; tested when a node would be split, so that no split below it is looked at
  float max_delta_step = 0;
  float subsample = 1;          ///< each row by itself, anew for every tree; in (0, 1]
  float colsample_bytree = 1;   ///< in (0, 1], as the next two; of n columns max(1, floor(n * share)) remain
  float colsample_bylevel = 1;  ///< of the tree's columns
  float colsample_bynode = 1;   ///< of the level's columns
  int num_parallel_tree = 1;    ///< so many trees of a round and output come of the same gradients, each with a share of the learning rate
  float scale_pos_weight = 1;   ///< of rows with y == 1; not for softmax
};

/// A split or a leaf. The numbers are those of XGBoost's model files, which call them as the names in brackets.
struct BoostedNode {
  std::uint32_t left = 0;       ///< [left_children] the left child, the right one is behind it; 0: a leaf
  std::uint32_t feature = 0;    ///< [split_indices]
  std::uint32_t first_bin = 0;  ///< the first bin that goes right
  /// [split_conditions] A finite value below goes left, any other right, exactly as its bin does: the lowest value of first_bin. Where the
  /// missing values alone go to one side it is -infinity (all others go right) or +infinity (left). XGBoost has a number beyond its
  /// smallest or largest training value there.
  float threshold = 0;
  bool default_left = false;  ///< [default_left] where missing values go
  float value = 0;            ///< [split_conditions] of a leaf: what it adds to the margin
  float gain = 0;             ///< [loss_changes] of a split
  float cover = 0;            ///< [sum_hessian]
  float weight = 0;           ///< [base_weights] of a split before the learning rate; of a leaf its value, but of a root before it
};

/// Nodes in XGBoost's order: level by level, the root first, the children of a level's splits from left to right.
struct BoostedTree {
  std::vector<BoostedNode> nodes;
  std::size_t output = 0;
};

class BoosterState;

/// Grows trees on training rows and keeps the margins of these and of validation rows up to date. Not for two threads at once; different
/// boosters are independent. The bits are the same on any processor and GPU.
class Booster {
 public:
  /// y: one per training row; for softmax the class's number. weight: one per row, or empty: all 1. Both are in the host's memory and
  /// are read until the booster is gone. base_margins: what each output's margin begins with, one for each. exec.threads is not used.
  /// Throws std::invalid_argument for no rows, sizes that do not agree, parameters outside their range, a weight that is negative or not
  /// finite, a y that is not finite, of logistic outside [0, 1], or no class of softmax. On a GPU waits for memory until other boosters
  /// give theirs back, and throws DeviceOutOfMemory where none has any; a call to it that fails throws DeviceError, here and in update().
  Booster(const Exec& exec, const BoostParams& params, BinnedRows train, View<const float> y, View<const float> weight,
          std::span<const float> base_margins);
  Booster(Booster&&) noexcept;
  Booster& operator=(Booster&&) noexcept;
  ~Booster();

  /// From now on these rows' margins are kept as well; those of the trees so far are added at once. Returns the set's number: 0, 1, …
  /// Throws std::invalid_argument when the cuts are not those of the training rows.
  std::size_t add_validation(BinnedRows rows);

  /// One round: a tree for each output, num_parallel_tree of each. Throws std::overflow_error, and leaves everything as it is, when a
  /// gradient is not finite: the margins have run away.
  void update();

  /// [row * outputs + k] in the host's memory: the base margin and, one after the other in float, the leaves that the row reaches, as
  /// trees::margins adds them up. Valid until the next call of update(), or the booster's end.
  [[nodiscard]] View<const float> margins() const;
  [[nodiscard]] View<const float> validation_margins(std::size_t set = 0) const;

  /// In XGBoost's order: round after round, in a round output after output, the parallel ones side by side.
  [[nodiscard]] const std::vector<BoostedTree>& trees() const;
  [[nodiscard]] std::size_t rounds() const;

 private:
  std::unique_ptr<BoosterState> state_;
};

}  // namespace trainyard::kernels::trees
