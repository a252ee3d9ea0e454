#include "host/calibration/isotonic.hpp"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <numeric>
#include <utility>

#include "host/calibration/method.hpp"

namespace trainyard::calibration {
namespace {

/// Places first … last of the function, and their rows' weighted sum and weight.
struct Block {
  double first, last;
  double sum, weight;

  [[nodiscard]] double mean() const { return sum / weight; }
};

std::vector<std::size_t> counted_in_order(std::span<const double> probability, std::span<const double> actual,
                                          std::span<const double> weight) {
  std::vector<std::size_t> order(probability.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::erase_if(order, [&](std::size_t row) { return !weight.empty() && weight[row] <= 0; });
  std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) {
    return probability[a] != probability[b] ? probability[a] < probability[b] : actual[a] < actual[b];
  });
  return order;
}

/// One block per place: the blocks are pooled from the left, each new one with those before it that are not below it.
std::vector<Block> pooled(const std::vector<Block>& places) {
  std::vector<Block> blocks;
  for (Block next : places) {
    while (!blocks.empty() && blocks.back().mean() >= next.mean()) {
      const Block& before = blocks.back();
      next = {before.first, next.last, before.sum + next.sum, before.weight + next.weight};
      blocks.pop_back();
    }
    blocks.push_back(next);
  }
  return blocks;
}

struct IsotonicFunction : Function {
  explicit IsotonicFunction(Isotonic of) : isotonic(std::move(of)) {}
  double operator()(double probability) const override { return isotonic(probability); }
  [[nodiscard]] nlohmann::ordered_json to_json() const override { return {{"x", isotonic.x}, {"y", isotonic.y}}; }

  Isotonic isotonic;
};

std::shared_ptr<const Function> read_isotonic(const nlohmann::ordered_json& document) {
  Isotonic isotonic{numbers_at(document, "x"), numbers_at(document, "y")};
  const auto& [x, y] = isotonic;
  if (x.size() != y.size()) refuse_calibration("x and y differ in length");
  if (std::ranges::adjacent_find(x, std::greater_equal<>()) != x.end()) refuse_calibration("x does not ascend");
  if (!std::ranges::is_sorted(y) || y.front() < 0 || y.back() > 1) refuse_calibration("y does not ascend from 0 to 1");
  return std::make_shared<IsotonicFunction>(std::move(isotonic));
}

}  // namespace

Method isotonic_method() {
  return {.name = "isotonic",
          .fit = [](std::span<const double> probability, std::span<const double> actual, std::span<const double> weight)
              -> std::shared_ptr<const Function> { return std::make_shared<IsotonicFunction>(fit_isotonic(probability, actual, weight)); },
          .read = read_isotonic};
}

double Isotonic::operator()(double probability) const {
  if (probability <= x.front()) return y.front();
  if (probability >= x.back()) return y.back();
  const auto above = static_cast<std::size_t>(std::ranges::upper_bound(x, probability) - x.begin());
  const double slope = (y[above] - y[above - 1]) / (x[above] - x[above - 1]);
  return std::clamp(slope * (probability - x[above - 1]) + y[above - 1], y[above - 1], y[above]);
}

Isotonic fit_isotonic(std::span<const double> probability, std::span<const double> actual, std::span<const double> weight) {
  std::vector<Block> places;
  for (const std::size_t row : counted_in_order(probability, actual, weight)) {
    const double w = weight.empty() ? 1.0 : weight[row], x = probability[row];
    if (places.empty() || places.back().last != x) places.push_back({x, x, 0, 0});
    places.back().sum += w * actual[row];
    places.back().weight += w;
  }
  Isotonic fitted;
  for (const Block& block : pooled(places)) {
    const double y = std::clamp(block.mean(), 0.0, 1.0);
    for (const double x : {block.first, block.last}) {
      if (!fitted.x.empty() && fitted.x.back() == x) continue;
      fitted.x.push_back(x);
      fitted.y.push_back(y);
    }
  }
  return fitted;
}

}  // namespace trainyard::calibration
