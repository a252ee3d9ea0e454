#include "kernels/trees/block/booster.hpp"

#include <algorithm>
#include <memory>
#include <new>
#include <optional>
#include <stdexcept>
#include <utility>

#include "kernels/trees/block/device_rows.hpp"
#include "kernels/trees/block/launches.hpp"
#include "kernels/trees/block/memory.hpp"
#include "kernels/trees/fixed_gradients.cuh"
#include "kernels/trees/ordered_tree.hpp"

namespace trainyard::kernels::trees::block {
namespace {

/// Arrays on the device that a booster reads and writes; nothing is in them yet.
struct OnDevice {
  float *y, *weight;
  Task task;

  OnDevice(Arrays& arrays, const BoostParams& params, const Targets& targets, const Rows& rows) {
    const std::size_t count = rows.rows, values = count * params.outputs, features = rows.features;
    const std::size_t tiles = (count + cpu::unit_tile - 1) / cpu::unit_tile;
    const bool draws_columns = params.colsample_bylevel < 1.0F || params.colsample_bynode < 1.0F;
    y = arrays.next<float>(count);
    weight = arrays.next<float>(targets.weight.size);
    task.params = params;
    task.rows = rows;
    task.targets = targets;
    task.targets.y.data = y;
    task.targets.weight.data = weight;
    task.margins = arrays.next<float>(values);
    task.gradients = arrays.next<float>(values);
    task.hessians = arrays.next<float>(values);
    task.packed = arrays.next<Packed>(count);
    task.units = arrays.next<Units>(params.outputs);
    task.sums = arrays.next<double>(tiles * (cpu::unit_lanes + 1));
    for (auto& list : task.row_lists) list = arrays.next<std::uint32_t>(count);
    task.columns = arrays.next<std::uint32_t>(features);
    task.of_tree = arrays.next<std::uint8_t>(features);
    task.of_levels = arrays.next<std::uint8_t>(draws_columns ? features * static_cast<std::size_t>(params.max_depth) : 0);
    task.of_nodes = arrays.next<std::uint8_t>(draws_columns ? 2 * features : 0);
    task.numbers = arrays.next<std::uint64_t>(features);
    task.histograms = arrays.next<Packed>(kept_depths(params.max_depth) * groups_of(features) * group_slots * group_columns);
    task.steps = arrays.next<Step>(most_nodes(params.max_depth, count));
    task.nodes = arrays.next<BoostedNode>(most_nodes(params.max_depth, count));
  }
};

struct ForBoth {
  Task* task;
  BoostedNode* nodes;

  ForBoth(Arrays& arrays, const BoostParams& params, std::size_t rows)
      : task(arrays.next<Task>(1)), nodes(arrays.next<BoostedNode>(most_nodes(params.max_depth, rows))) {}
};

template <class Layout, class... Args>
std::size_t bytes_of(Args&&... args) {
  Arrays arrays;
  Layout(arrays, args...);
  return arrays.size();
}

void upload(PooledMemory& memory, float* to, std::span<const float> values) {
  memory.memory().copy_from_host(values.data(), values.size_bytes(),
                                 static_cast<std::size_t>(reinterpret_cast<std::byte*>(to) - memory.data()));
}

class BlockBooster final : public BoosterState {
 public:
  BlockBooster(const Exec& exec, const BoostParams& params, BinnedRows train, const Targets& targets, std::span<const float> base_margins)
      : BoosterState(params, std::move(train), base_margins),
        exec_(exec),
        rows_(on_device(exec, train_)),
        for_both_(exec, bytes_of<ForBoth>(params, train_.rows()), Memory::Kind::of_both),
        memory_(exec, bytes_of<OnDevice>(params, targets, rows_->view()), Memory::Kind::of_device) {
    Arrays arrays(memory_.data());
    const OnDevice there(arrays, params, targets, rows_->view());
    upload(memory_, there.y, {targets.y.data, targets.y.size});
    upload(memory_, there.weight, {targets.weight.data, targets.weight.size});
    upload(memory_, there.task.margins, first_margins(train_.rows()));
    Arrays arrays_of_both(for_both_.data());
    const ForBoth both(arrays_of_both, params, train_.rows());
    task_ = std::construct_at(both.task, there.task);
    task_->nodes_for_host = both.nodes;
  }

  std::size_t add_validation(BinnedRows rows) override {
    auto set = std::make_unique<Set>(exec_, rows, margins_of(rows));
    validations_.push_back(std::move(set));
    list_validations();
    return validations_.size() - 1;
  }

  void update() override {
    for (std::size_t k = 0; k < params_.outputs; ++k) {
      for (int i = 0; i < params_.num_parallel_tree; ++i) add_tree(k, i);
    }
  }

  View<const float> margins() override {
    margins_.resize(train_.rows() * params_.outputs);
    copy_to_host(exec_, margins_.data(), task_->margins, margins_.size() * sizeof(float));
    return {margins_.data(), margins_.size()};
  }

  View<const float> validation_margins(std::size_t set) override { return validations_.at(set)->said(); }

 private:
  struct Set {
    std::shared_ptr<const DeviceRows> rows;
    std::size_t values;
    PooledMemory copy, margins;

    Set(const Exec& exec, const BinnedRows& from, std::span<const float> so_far)
        : rows(on_device(exec, from)),
          values(so_far.size()),
          copy(exec, so_far.size_bytes(), Memory::Kind::of_both),
          margins(exec, so_far.size_bytes(), Memory::Kind::of_device, PooledMemory::IfFull::take_of_both) {
      std::ranges::copy(so_far, reinterpret_cast<float*>(copy.data()));
      upload(margins, reinterpret_cast<float*>(margins.data()), so_far);
    }

    [[nodiscard]] View<const float> said() const { return {reinterpret_cast<const float*>(copy.data()), values}; }
  };

  void list_validations() {
    list_.emplace(exec_, validations_.size() * sizeof(Validation), Memory::Kind::of_both);
    auto* const list = reinterpret_cast<Validation*>(list_->data());
    for (std::size_t i = 0; i < validations_.size(); ++i) {
      const Set& set = *validations_[i];
      new (list + i) Validation{.rows = set.rows->view(),
                                .margins = reinterpret_cast<float*>(set.margins.data()),
                                .copy = reinterpret_cast<float*>(set.copy.data())};
    }
    task_->validations = list;
    task_->validation_count = static_cast<std::uint32_t>(validations_.size());
  }

  void add_tree(std::size_t output, int of_round) {
    task_->draws = {params_.seed, static_cast<std::uint32_t>(trees_.size())};
    task_->output = static_cast<std::uint32_t>(output);
    task_->begins_round = output == 0 && of_round == 0;
    task_->begins_output = of_round == 0;
    task_->ends_round = output + 1 == params_.outputs && of_round + 1 == params_.num_parallel_tree;
    task_->is_finite = true;
    grow_with_others(exec_, *task_);
    if (!task_->is_finite) throw std::overflow_error("boosting: a gradient or hessian is not finite");
    trees_.push_back(ordered_tree(grown(), output, train_.cuts()));
  }

  /// The nodes that the device made: a tree, even where it has gone wrong.
  [[nodiscard]] std::span<const BoostedNode> grown() const {
    const std::size_t count = task_->node_count;
    bool is_tree = count >= 1 && count <= most_nodes(params_.max_depth, train_.rows());
    const std::span nodes(task_->nodes_for_host, is_tree ? count : 0);
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      const BoostedNode& node = nodes[i];
      if (node.left != 0) is_tree = is_tree && node.left > i && node.left + 1 < count && node.feature < train_.cuts().columns();
    }
    if (!is_tree) throw std::runtime_error("boosting on " + exec_.name() + " made what is no tree");
    return nodes;
  }

  Exec exec_;
  std::shared_ptr<const DeviceRows> rows_;
  PooledMemory for_both_, memory_;
  Task* task_;
  std::vector<std::unique_ptr<Set>> validations_;
  std::optional<PooledMemory> list_;
  std::vector<float> margins_;  ///< as they were last asked for
};

}  // namespace

std::unique_ptr<BoosterState> booster(const Exec& exec, const BoostParams& params, BinnedRows train, const Targets& targets,
                                      std::span<const float> base_margins) {
  return std::make_unique<BlockBooster>(exec, params, std::move(train), targets, base_margins);
}

}  // namespace trainyard::kernels::trees::block
