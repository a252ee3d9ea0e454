#include "kernels/trees/boost.hpp"

#include <cmath>
#include <stdexcept>
#include <string>

#include "kernels/base/device_error.hpp"
#include "kernels/trees/binned_rows.hpp"
#include "kernels/trees/fixed_gradients.hpp"
#include "kernels/trees/objective.hpp"
#include "kernels/trees/routes.hpp"
#include "kernels/trees/tree_grower.hpp"

namespace trainyard::kernels::trees {
namespace {

[[noreturn]] void refuse(const std::string& what) { throw std::invalid_argument("Booster: " + what); }

void check_share(const char* name, float share) {
  if (!(share > 0 && share <= 1)) refuse(std::string(name) + " is " + std::to_string(share) + ", not in (0, 1]");
}

void check_at_least_0(const char* name, float value) {
  if (!(value >= 0 && std::isfinite(value))) refuse(std::string(name) + " is " + std::to_string(value) + ", not a number from 0 on");
}

void check(const BoostParams& params) {
  constexpr int deepest = 30;
  if (params.max_depth < 1 || params.max_depth > deepest) refuse("max_depth is " + std::to_string(params.max_depth) + ", not 1 to 30");
  if (params.num_parallel_tree < 1) refuse("num_parallel_tree is " + std::to_string(params.num_parallel_tree) + ", not at least 1");
  check_at_least_0("learning_rate", params.learning_rate);
  check_at_least_0("min_child_weight", params.min_child_weight);
  check_at_least_0("lambda", params.lambda);
  check_at_least_0("alpha", params.alpha);
  check_at_least_0("gamma", params.gamma);
  check_at_least_0("max_delta_step", params.max_delta_step);
  check_at_least_0("scale_pos_weight", params.scale_pos_weight);
  check_share("subsample", params.subsample);
  check_share("colsample_bytree", params.colsample_bytree);
  check_share("colsample_bylevel", params.colsample_bylevel);
  check_share("colsample_bynode", params.colsample_bynode);
  const bool several = params.objective == Objective::softmax;
  if (several ? params.outputs < 2 : params.outputs != 1) refuse(std::to_string(params.outputs) + " outputs do not fit the objective");
}

bool fits(const BoostParams& params, float y) {
  switch (params.objective) {
    case Objective::squared_error:
      return std::isfinite(y);
    case Objective::logistic:
      return y >= 0 && y <= 1;
    case Objective::softmax:
      return y >= 0 && y < static_cast<float>(params.outputs) && std::trunc(y) == y;
  }
  return false;
}

void check(const BoostParams& params, std::size_t rows, View<const float> y, View<const float> weight) {
  if (rows == 0) refuse("no rows to learn from");
  if (y.size != rows) refuse(std::to_string(rows) + " rows, and y of " + std::to_string(y.size));
  if (weight.size != 0 && weight.size != rows) refuse(std::to_string(rows) + " rows, and weights of " + std::to_string(weight.size));
  for (std::size_t row = 0; row < rows; ++row) {
    if (!fits(params, y.data[row])) refuse("y of row " + std::to_string(row) + " is " + std::to_string(y.data[row]));
  }
  for (std::size_t row = 0; row < weight.size; ++row) check_at_least_0("a weight", weight.data[row]);
}

}  // namespace

struct Booster::State {
  State(const BoostParams& all_params, BinnedRows train_rows, const Targets& all_targets, std::span<const float> base_margins)
      : params(all_params),
        train(std::move(train_rows)),
        targets(all_targets),
        base(base_margins.begin(), base_margins.end()),
        grower(train.data(), params),
        margins(begin(train.rows())),
        gradients(margins.size()),
        hessians(margins.size()),
        packed(train.rows()) {}

  struct Validation {
    BinnedRows rows;
    std::vector<float> margins;
  };

  [[nodiscard]] std::vector<float> begin(std::size_t rows) const {
    std::vector<float> all(rows * base.size());
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = base[i % base.size()];
    return all;
  }

  [[nodiscard]] std::span<const float> of_output(const std::vector<float>& values, std::size_t output) const {
    return std::span(values).subspan(output * train.rows(), train.rows());
  }

  void add_trees(std::size_t output, Units units) {
    pack(of_output(gradients, output), of_output(hessians, output), units, packed.data());
    for (int i = 0; i < params.num_parallel_tree; ++i) {
      const TreeDraws draws{params.seed, static_cast<std::uint32_t>(trees.size())};
      trees.push_back(grower.grow({draws, units, packed.data(), output}, margins.data()));
      if (grower.others().empty() && validations.empty()) continue;
      const Routes routes(train.data(), trees.back());
      routes.add_leaves(train.data(), grower.others(), margins.data(), params.outputs);
      for (Validation& set : validations) routes.add_leaves(set.rows.data(), set.margins.data(), params.outputs);
    }
  }

  BoostParams params;
  BinnedRows train;
  Targets targets;
  std::vector<float> base;
  TreeGrower grower;
  std::vector<float> margins;
  std::vector<float> gradients, hessians;  ///< [output * rows + row]
  std::vector<Packed> packed;              ///< of one output
  std::vector<Validation> validations;
  std::vector<BoostedTree> trees;
  std::size_t rounds = 0;
};

Booster::Booster(const Exec& exec, const BoostParams& params, BinnedRows train, View<const float> y, View<const float> weight,
                 std::span<const float> base_margins) {
  if (exec.on_gpu()) throw DeviceUnavailable("boosting in batches runs on the CPU, not on " + exec.name());
  check(params);
  check(params, train.rows(), y, weight);
  if (base_margins.size() != params.outputs) refuse(std::to_string(base_margins.size()) + " base margins, one for each output is needed");
  const Targets targets{params.objective, params.outputs, params.scale_pos_weight, y, weight};
  state_ = std::make_unique<State>(params, std::move(train), targets, base_margins);
}

Booster::Booster(Booster&&) noexcept = default;
Booster& Booster::operator=(Booster&&) noexcept = default;
Booster::~Booster() = default;

std::size_t Booster::add_validation(BinnedRows rows) {
  if (rows.cuts() != state_->train.cuts()) refuse("the validation rows have other cuts than the training rows");
  State::Validation set{std::move(rows), {}};
  set.margins = state_->begin(set.rows.rows());
  for (const BoostedTree& tree : state_->trees) {
    Routes(set.rows.data(), tree).add_leaves(set.rows.data(), set.margins.data(), state_->params.outputs);
  }
  state_->validations.push_back(std::move(set));
  return state_->validations.size() - 1;
}

void Booster::update() {
  State& state = *state_;
  gradients(state.targets, margins(), state.gradients.data(), state.hessians.data());
  std::vector<Units> units;
  units.reserve(state.params.outputs);
  for (std::size_t k = 0; k < state.params.outputs; ++k) {
    units.push_back(units_of(state.of_output(state.gradients, k), state.of_output(state.hessians, k)));
  }
  for (std::size_t k = 0; k < state.params.outputs; ++k) state.add_trees(k, units[k]);
  ++state.rounds;
}

View<const float> Booster::margins() const { return {state_->margins.data(), state_->margins.size()}; }

View<const float> Booster::validation_margins(std::size_t set) const {
  const std::vector<float>& margins = state_->validations.at(set).margins;
  return {margins.data(), margins.size()};
}

const std::vector<BoostedTree>& Booster::trees() const { return state_->trees; }

std::size_t Booster::rounds() const { return state_->rounds; }

}  // namespace trainyard::kernels::trees
