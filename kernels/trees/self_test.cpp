#include "kernels/trees/self_test.hpp"

#include <bit>
#include <limits>
#include <map>
#include <mutex>
#include <vector>

#include "kernels/base/device_error.hpp"
#include "kernels/base/philox.cuh"
#include "kernels/trees/block/booster.hpp"

namespace trainyard::kernels::trees {
namespace {

constexpr std::size_t test_rows = 1500, test_columns = 37, test_rounds = 3;

struct SmallTable {
  std::vector<float> x, y, weight;
};

SmallTable small_table(Objective objective) {
  SmallTable table;
  const auto draw = [](std::size_t i) {
    return static_cast<float>(kernels::cpu::philox({{static_cast<std::uint32_t>(i), 0, 0, 0}}, 1).words[0] >> 8) / 16777216.0F;
  };
  for (std::size_t i = 0; i < test_rows * test_columns; ++i) {
    const float value = draw(i);
    table.x.push_back(value < 0.1F ? std::numeric_limits<float>::quiet_NaN() : value);
  }
  for (std::size_t row = 0; row < test_rows; ++row) {
    const float y = draw(row + 7) + 2 * draw(test_rows + row) * draw(2 * test_rows + row);
    table.y.push_back(objective == Objective::squared_error ? y : static_cast<float>(y > 1));
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

bool agrees(const Exec& exec, const BoostParams& params) {
  const SmallTable table = small_table(params.objective);
  const MatrixView<const float> x{table.x.data(), test_rows, test_columns, test_rows};
  const BinnedRows binned(Exec{}, x, quantise::find_cuts(Exec{}, x, {}, 256));
  const View<const float> y{table.y.data(), test_rows}, weight{table.weight.data(), test_rows};
  const float base[] = {0.5F};
  Booster here(Exec{}, params, binned, y, weight, base);
  const auto there = block::booster(exec, params, binned, {params.objective, 1, params.scale_pos_weight, y, weight}, base);
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
  try {
    return agrees(exec, all) && agrees(exec, drawn) ? "" : "its trees are not those of the CPU";
  } catch (const DeviceError& e) {
    return std::string("growing a tree failed there: ") + e.what();
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
