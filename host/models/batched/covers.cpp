#include "host/models/batched/covers.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "kernels/quantise/cuts.hpp"
#include "kernels/trees/self_test.hpp"

namespace trainyard::models::batched {
namespace {

constexpr int deepest = 15;
// There every column that is drawn counts those before it.
constexpr std::size_t most_columns_on_gpu = 2000;

/// The only values of parameters that are covered; null: not set.
const std::vector<std::pair<const char*, std::vector<Params>>>& covered_values() {
  static const std::vector<std::pair<const char*, std::vector<Params>>> all{
      {"objective", {nullptr, "reg:squarederror", "binary:logistic", "multi:softprob"}},
      {"booster", {"gbtree"}},
      {"grow_policy", {"depthwise"}},
      {"max_leaves", {0}},
      {"sampling_method", {"uniform"}},
      {"monotone_constraints", {""}},
      {"interaction_constraints", {""}}};
  return all;
}

}  // namespace

std::string uncovered(const Exec& exec, const Params& complete, const features::Matrix& x) {
  if (exec.on_gpu() && x.columns > most_columns_on_gpu) return "more than " + std::to_string(most_columns_on_gpu) + " columns on a GPU";
  for (const auto& [name, values] : covered_values()) {
    const Params& value = complete.at(name);
    if (std::ranges::find(values, value) == values.end())
      return std::string(name) + (value.is_string() ? ": " + value.get<std::string>() : "");
  }
  const int depth = complete.at("max_depth");
  if (depth < 1 || depth > deepest) return "max_depth: 0, or above " + std::to_string(deepest);
  if (complete.at("max_bin").get<int>() > kernels::quantise::most_bins)
    return "max_bin above " + std::to_string(kernels::quantise::most_bins);
  if (std::ranges::any_of(x.is_category, [](std::uint8_t one) { return one != 0; })) return "splits by categories";
  const std::string trouble = kernels::trees::trouble_on(exec);
  return trouble.empty() ? "" : "device: " + exec.name() + ", for " + trouble;
}

}  // namespace trainyard::models::batched
