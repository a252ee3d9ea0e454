#include "kernels/trees/boost.hpp"

#include <cmath>
#include <stdexcept>
#include <string>

#include "kernels/trees/binned_rows.hpp"
#include "kernels/trees/block/booster.hpp"
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

/// In the calling thread.
class OneThread final : public BoosterState {
 public:
  OneThread(const BoostParams& params, BinnedRows train, const Targets& targets, std::span<const float> base_margins)
      : BoosterState(params, std::move(train), base_margins),
        targets_(targets),
        grower_(train_.data(), params_),
        margins_(first_margins(train_.rows())),
        gradients_(margins_.size()),
        hessians_(margins_.size()),
        packed_(train_.rows()) {}

  std::size_t add_validation(BinnedRows rows) override {
    std::vector<float> margins = margins_of(rows);
    validations_.push_back({std::move(rows), std::move(margins)});
    return validations_.size() - 1;
  }

  void update() override {
    gradients(targets_, margins(), gradients_.data(), hessians_.data());
    std::vector<Units> units;
    units.reserve(params_.outputs);
    for (std::size_t k = 0; k < params_.outputs; ++k) units.push_back(units_of(of_output(gradients_, k), of_output(hessians_, k)));
    for (std::size_t k = 0; k < params_.outputs; ++k) add_trees(k, units[k]);
  }

  View<const float> margins() override { return {margins_.data(), margins_.size()}; }
  View<const float> validation_margins(std::size_t set) override {
    const std::vector<float>& margins = validations_.at(set).margins;
    return {margins.data(), margins.size()};
  }

 private:
  struct Validation {
    BinnedRows rows;
    std::vector<float> margins;
  };

  [[nodiscard]] std::span<const float> of_output(const std::vector<float>& values, std::size_t output) const {
    return std::span(values).subspan(output * train_.rows(), train_.rows());
  }

  void add_trees(std::size_t output, Units units) {
    pack(of_output(gradients_, output), of_output(hessians_, output), units, packed_.data());
    for (int i = 0; i < params_.num_parallel_tree; ++i) {
      const TreeDraws draws{params_.seed, static_cast<std::uint32_t>(trees_.size())};
      trees_.push_back(grower_.grow({draws, units, packed_.data(), output}, margins_.data()));
      if (grower_.others().empty() && validations_.empty()) continue;
      const Routes routes(train_.data(), trees_.back());
      routes.add_leaves(train_.data(), grower_.others(), margins_.data(), params_.outputs);
      for (Validation& set : validations_) routes.add_leaves(set.rows.data(), set.margins.data(), params_.outputs);
    }
  }

  Targets targets_;
  TreeGrower grower_;
  std::vector<float> margins_;
  std::vector<float> gradients_, hessians_;  ///< [output * rows + row]
  std::vector<Packed> packed_;               ///< of one output
  std::vector<Validation> validations_;
};

}  // namespace

std::vector<float> BoosterState::margins_of(const BinnedRows& rows) const {
  std::vector<float> margins = first_margins(rows.rows());
  for (const BoostedTree& tree : trees_) Routes(rows.data(), tree).add_leaves(rows.data(), margins.data(), params_.outputs);
  return margins;
}

Booster::Booster(const Exec& exec, const BoostParams& params, BinnedRows train, View<const float> y, View<const float> weight,
                 std::span<const float> base_margins) {
  check(params);
  check(params, train.rows(), y, weight);
  if (base_margins.size() != params.outputs) refuse(std::to_string(base_margins.size()) + " base margins, one for each output is needed");
  const Targets targets{params.objective, params.outputs, params.scale_pos_weight, y, weight};
  state_ = exec.on_gpu() ? block::booster(exec, params, std::move(train), targets, base_margins)
                         : std::make_unique<OneThread>(params, std::move(train), targets, base_margins);
}

Booster::Booster(Booster&&) noexcept = default;
Booster& Booster::operator=(Booster&&) noexcept = default;
Booster::~Booster() = default;

std::size_t Booster::add_validation(BinnedRows rows) {
  if (rows.cuts() != state_->train().cuts()) refuse("the validation rows have other cuts than the training rows");
  return state_->add_validation(std::move(rows));
}

void Booster::update() { state_->update(); }

View<const float> Booster::margins() const { return state_->margins(); }

View<const float> Booster::validation_margins(std::size_t set) const { return state_->validation_margins(set); }

const std::vector<BoostedTree>& Booster::trees() const { return state_->trees(); }

std::size_t Booster::rounds() const { return state_->rounds(); }

}  // namespace trainyard::kernels::trees
