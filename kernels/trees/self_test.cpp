#include "kernels/trees/self_test.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <map>
#include <mutex>
#include <vector>

#include "kernels/base/device_error.hpp"
#include "kernels/base/philox.cuh"
#include "kernels/trees/block/booster.hpp"

namespace trainyard::kernels::trees {
namespace {

constexpr const char* wrong_trees = "its trees are not those of the CPU";
constexpr std::size_t test_rows = 1500, test_rounds = 3;

struct SmallTable {
  std::vector<float> x, y, weight;
};

SmallTable small_table(const BoostParams& params, std::size_t columns) {
  SmallTable table;
  const auto draw = [](std::size_t i) {
    return static_cast<float>(kernels::cpu::philox({{static_cast<std::uint32_t>(i), 0, 0, 0}}, 1).words[0] >> 8) / 16777216.0F;
  };
  for (std::size_t i = 0; i < test_rows * columns; ++i) {
    const float value = draw(i);
    table.x.push_back(value < 0.1F ? std::numeric_limits<float>::quiet_NaN() : value);
  }
  for (std::size_t row = 0; row < test_rows; ++row) {
    const float y = draw(row + 7) + 2 * draw(test_rows + row) * draw(2 * test_rows + row);
    const float last = params.objective == Objective::softmax ? static_cast<float>(params.outputs - 1) : 1.0F;
    table.y.push_back(params.objective == Objective::squared_error ? y : std::min(std::floor(y), last));
    table.weight.push_back(draw(row) + 0.5F);
  }
  return table;
}

bool same(float a, float b) { return std::bit_cast<std::uint32_t>(a) == std::bit_cast<std::uint32_t>(b); }

bool same(View<const float> a, View<const float> b) {
  for (std::size_t i = 0; i < a.size; ++i) {
    if (!same(a.data[i], b.data[i])) return false;
  }
  return a.size == b.size;
}

bool same(const BoostedTree& a, const BoostedTree& b) {
  if (a.nodes.size() != b.nodes.size()) return false;
  for (std::size_t i = 0; i < a.nodes.size(); ++i) {
    const BoostedNode &one = a.nodes[i], &other = b.nodes[i];
    if (one.left != other.left || one.feature != other.feature || one.first_bin != other.first_bin) return false;
    if (one.default_left != other.default_left || !same(one.value, other.value) || !same(one.gain, other.gain)) return false;
  }
  return true;
}

bool agrees(const Exec& exec, const BoostParams& params, std::size_t columns) {
  const SmallTable table = small_table(params, columns);
  const MatrixView<const float> x{table.x.data(), test_rows, columns, test_rows};
  const BinnedRows binned(Exec{}, x, quantise::find_cuts(Exec{}, x, {}, 256));
  const View<const float> y{table.y.data(), test_rows}, weight{table.weight.data(), test_rows};
  const std::vector<float> base(params.outputs, 0.5F);
  Booster here(Exec{}, params, binned, y, weight, base);
  const auto there = block::booster(exec, params, binned, {params.objective, params.outputs, params.scale_pos_weight, y, weight}, base);
  here.add_validation(binned);
  there->add_validation(binned);
  for (std::size_t round = 0; round < test_rounds; ++round) {
    here.update();
    there->update();
    if (!same(here.trees().back(), there->trees().back())) return false;
  }
  return same(here.margins(), there->margins()) && same(here.validation_margins(), there->validation_margins(0));
}

}  // namespace

std::string found_trouble(const Exec& exec) {
  const BoostParams all{.seed = 3, .max_depth = 6};
  const BoostParams drawn{.objective = Objective::logistic,
                          .seed = 4,
                          .max_depth = 9,
                          .min_child_weight = 0.1F,
                          .subsample = 0.7F,
                          .colsample_bytree = 0.6F,
                          .colsample_bynode = 0.8F};
  const BoostParams classes{
      .objective = Objective::softmax, .outputs = 3, .seed = 5, .max_depth = 4, .alpha = 0.2F, .max_delta_step = 0.7F};
  try {
    // More columns than lanes of a warp, and fewer.
    return agrees(exec, all, 37) && agrees(exec, drawn, 37) && agrees(exec, all, 13) && agrees(exec, classes, 5) ? "" : wrong_trees;
  } catch (const DeviceError&) {
    throw;  // what has failed so has no device any more, for others neither
  } catch (const std::exception&) {
    return wrong_trees;
  }
}

std::string trouble_on(const Exec& exec) {
  if (!exec.on_gpu()) return "";
  static std::mutex mutex;
  static std::map<int, std::string> known;
  const std::scoped_lock lock(mutex);
  const auto at = known.find(exec.ordinal);
  return at != known.end() ? at->second : known.emplace(exec.ordinal, found_trouble(exec)).first->second;
}

}  // namespace trainyard::kernels::trees
