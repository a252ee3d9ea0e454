#include "bench/sampler/functions.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace trainyard::bench {
namespace {

using models::Params;
using search::Dimension;
using search::Kind;
using std::numbers::pi;

std::vector<Dimension> cube(int dimensions, double low, double high) {
  std::vector<Dimension> space;
  for (int i = 0; i < dimensions; ++i) space.push_back({.name = "x" + std::to_string(i), .low = low, .high = high});
  return space;
}

std::vector<double> point(const Params& params) {
  std::vector<double> x;
  for (const auto& value : params) x.push_back(value);
  return x;
}

double square(double x) { return x * x; }

double sphere(const Params& params) {
  double sum = 0;
  for (const double x : point(params)) sum += x * x;
  return sum;
}

double rosenbrock(const Params& params) {
  const auto x = point(params);
  double sum = 0;
  for (std::size_t i = 0; i + 1 < x.size(); ++i) sum += 100 * square(x[i + 1] - x[i] * x[i]) + square(1 - x[i]);
  return sum;
}

double rastrigin(const Params& params) {
  double sum = 0;
  for (const double x : point(params)) sum += 10 + x * x - 10 * std::cos(2 * pi * x);
  return sum;
}

double ackley(const Params& params) {
  const auto x = point(params);
  double squares = 0, waves = 0;
  for (const double one : x) {
    squares += one * one;
    waves += std::cos(2 * pi * one);
  }
  const auto n = static_cast<double>(x.size());
  return -20 * std::exp(-0.2 * std::sqrt(squares / n)) - std::exp(waves / n) + 20 + std::numbers::e;
}

double branin(const Params& params) {
  const double x = params["x0"], y = params["x1"];
  return square(y - 5.1 / (4 * pi * pi) * x * x + 5 / pi * x - 6) + 10 * (1 - 1 / (8 * pi)) * std::cos(x) + 10;
}

double hartmann6(const Params& params) {
  constexpr std::array<double, 4> alpha = {1.0, 1.2, 3.0, 3.2};
  constexpr double a[4][6] = {{10, 3, 17, 3.5, 1.7, 8}, {0.05, 10, 17, 0.1, 8, 14}, {3, 3.5, 1.7, 10, 17, 8}, {17, 8, 0.05, 10, 0.1, 14}};
  constexpr double p[4][6] = {{0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886},
                              {0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991},
                              {0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650},
                              {0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381}};
  const auto x = point(params);
  double sum = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    double inner = 0;
    for (std::size_t j = 0; j < 6; ++j) inner += a[i][j] * square(x[j] - p[i][j]);
    sum += alpha[i] * std::exp(-inner);
  }
  return -sum;
}

double styblinski_tang(const Params& params) {
  double sum = 0;
  for (const double x : point(params)) sum += square(square(x)) - 16 * x * x + 5 * x;
  return sum / 2;
}

double levy(const Params& params) {
  std::vector<double> w;
  for (const double x : point(params)) w.push_back(1 + (x - 1) / 4);
  double sum = square(std::sin(pi * w.front())) + square(w.back() - 1) * (1 + square(std::sin(2 * pi * w.back())));
  for (std::size_t i = 0; i + 1 < w.size(); ++i) sum += square(w[i] - 1) * (1 + 10 * square(std::sin(pi * w[i] + 1)));
  return sum;
}

// As the parameters of boosted trees: a rate and a penalty over decades, whole numbers, a step and a choice that shifts the rest.
double mixed(const Params& params) {
  const double rate = std::log10(params["rate"].get<double>()), penalty = std::log10(params["penalty"].get<double>());
  const double depth = params["depth"], leaves = std::log2(params["leaves"].get<double>()), share = params["share"];
  const std::string way = params["way"];
  const double shift = way == "a" ? 0 : way == "b" ? 0.3 : 0.6;
  return square(rate + 1.2 + shift / 2) + 0.05 * square(depth - 7 + 2 * shift) + 0.1 * square(penalty - 0.5) + 0.1 * square(leaves - 5) +
         square(share - 0.8) + shift;
}

// Two models with parameters of their own, one with a third level.
double conditional(const Params& params) {
  const double level = params["level"];
  if (params["model"] == "linear") return 0.4 + 0.2 * square(std::log10(params["alpha"].get<double>()) + 2) + 0.1 * square(level - 0.3);
  double value =
      square(std::log10(params["rate"].get<double>()) + 1) + 0.02 * square(params["depth"].get<double>() - 6) + square(level - 0.7);
  if (params["policy"] == "loss") value += 0.1 * square(std::log2(params["leaves"].get<double>()) - 6) - 0.1;
  return value;
}

std::vector<Dimension> mixed_space() {
  return {{.name = "rate", .low = 0.001, .high = 1, .log = true},
          {.name = "depth", .kind = Kind::integer, .low = 1, .high = 12},
          {.name = "penalty", .low = 1e-4, .high = 1e4, .log = true},
          {.name = "leaves", .kind = Kind::integer, .low = 2, .high = 512, .log = true},
          {.name = "share", .low = 0.1, .high = 1, .step = 0.1},
          {.name = "way", .kind = Kind::categorical, .choices = {"a", "b", "c"}}};
}

std::vector<Dimension> conditional_space() {
  const std::vector<search::Condition> tree = {{"model", {"tree"}}};
  return {{.name = "model", .kind = Kind::categorical, .choices = {"tree", "linear"}},
          {.name = "level", .low = 0, .high = 1},
          {.name = "rate", .low = 0.001, .high = 1, .log = true, .when = tree},
          {.name = "depth", .kind = Kind::integer, .low = 1, .high = 12, .when = tree},
          {.name = "policy", .kind = Kind::categorical, .choices = {"depth", "loss"}, .when = tree},
          {.name = "leaves", .kind = Kind::integer, .low = 2, .high = 512, .log = true, .when = {{"policy", {"loss"}}}},
          {.name = "alpha", .low = 1e-6, .high = 100, .log = true, .when = {{"model", {"linear"}}}}};
}

std::vector<Dimension> branin_space() { return {{.name = "x0", .low = -5, .high = 10}, {.name = "x1", .low = 0, .high = 15}}; }

}  // namespace

const std::vector<Function>& functions() {
  static const std::vector<Function> all = {{"sphere", cube(5, -5, 5), sphere},
                                            {"rosenbrock", cube(3, -2, 2), rosenbrock},
                                            {"rastrigin", cube(3, -5.12, 5.12), rastrigin},
                                            {"ackley", cube(5, -32, 32), ackley},
                                            {"branin", branin_space(), branin},
                                            {"hartmann6", cube(6, 0, 1), hartmann6},
                                            {"styblinski_tang", cube(4, -5, 5), styblinski_tang},
                                            {"levy", cube(4, -10, 10), levy},
                                            {"mixed", mixed_space(), mixed},
                                            {"conditional", conditional_space(), conditional}};
  return all;
}

}  // namespace trainyard::bench
