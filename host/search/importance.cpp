#include "host/search/importance.hpp"

#include <algorithm>
#include <cmath>

#include "host/search/tpe_normal.hpp"
#include "host/search/tpe_parzen.hpp"
#include "kernels/base/math.cuh"

namespace trainyard::search {
namespace {

using namespace kernels::TRAINYARD_BACKEND;

constexpr std::size_t fewest_trials = 4;
constexpr double best_share = 0.1;
constexpr std::size_t most_cells = 50;

/// The values of a parameter in cells: its choices, or cells of equal width around points from the lowest value to the highest, on the
/// logarithm where `log`. Precondition: more than one value.
class Cells {
 public:
  explicit Cells(const Dimension& dimension) : log_(dimension.log) {
    if (dimension.kind == Kind::categorical) {
      count_ = dimension.choices.size();
      return;
    }
    const double last = dimension.has_points() ? dimension.point(dimension.points() - 1).get<double>() : dimension.high;
    if (dimension.has_points()) count_ = static_cast<std::size_t>(std::min<std::uint64_t>(dimension.points(), most_cells));
    if (dimension.kind == Kind::integer && log_) {
      std::size_t doublings = 0;  // of 1, until it is at least the number of values
      while (doublings < most_cells && std::ldexp(1.0, static_cast<int>(doublings)) < last - dimension.low + 1) ++doublings;
      count_ = std::min(doublings + 1, most_cells);
    }
    low_ = on_scale(dimension.low);
    width_ = (on_scale(last) - low_) / static_cast<double>(count_ - 1);
  }

  [[nodiscard]] std::size_t count() const { return count_; }
  [[nodiscard]] std::size_t of(double coordinate) const {
    const double cell = std::ceil((on_scale(coordinate) - low_) / width_ - 0.5);
    return static_cast<std::size_t>(std::clamp(cell, 0.0, static_cast<double>(count_ - 1)));
  }

 private:
  [[nodiscard]] double on_scale(double value) const { return log_ ? portable_log(value) : value; }

  bool log_;
  std::size_t count_ = most_cells;
  double low_ = 0, width_ = 1;
};

/// Observations per cell, and what follows from them.
struct Counts {
  std::vector<double> in_cell;
  std::vector<double> cell, weight;  ///< of the cells that have any
  double sum = 0;

  Counts(const Cells& cells, std::span<const double> coordinates) : in_cell(cells.count()) {
    for (const double x : coordinates) ++in_cell[cells.of(x)];
    for (std::size_t i = 0; i < in_cell.size(); ++i) {
      if (in_cell[i] == 0) continue;
      cell.push_back(static_cast<double>(i));
      weight.push_back(in_cell[i]);
      sum += in_cell[i];
    }
  }
};

/// The width of the kernels on cells 0, 1, …: Scott's rule, and no less than lets nine tenths of a kernel lie in its cell.
double kernel_width(const Counts& counts) {
  double mean = 0, squares = 0;
  for (std::size_t k = 0; k < counts.cell.size(); ++k) mean += counts.cell[k] * counts.weight[k];
  mean /= counts.sum;
  for (std::size_t k = 0; k < counts.cell.size(); ++k) squares += (counts.cell[k] - mean) * (counts.cell[k] - mean) * counts.weight[k];
  const double deviation = std::sqrt(squares / std::max(1.0, counts.sum - 1));

  double passed = 0;
  std::optional<double> first_quartile, third_quartile;
  for (std::size_t k = 0; k < counts.cell.size(); ++k) {
    passed += counts.weight[k];
    if (!first_quartile && passed >= std::floor(counts.sum / 4)) first_quartile = counts.cell[k];
    if (!third_quartile && passed > std::floor(counts.sum * 3 / 4)) third_quartile = counts.cell[k];
  }
  const double range = third_quartile.value_or(counts.cell.back()) - first_quartile.value_or(counts.cell.front());
  const double scott = 1.059 * std::min(range / 1.34, deviation) * portable_exp(-0.2 * portable_log(counts.sum));
  return std::max(scott, 0.5 / 1.64);
}

/// Probability of every cell under a mixture of the cells observed, weighted by how often, and the prior with weight 1.
std::vector<double> number_probabilities(const Counts& counts) {
  const double cells = static_cast<double>(counts.in_cell.size()), width = kernel_width(counts);
  const auto mass = [&](double from, double size, double centre, double sigma) {
    return log_normal_mass((from - 0.5 - centre) / sigma, size / sigma);
  };
  std::vector<double> probabilities(counts.in_cell.size());
  for (std::size_t k = 0; k <= counts.cell.size(); ++k) {
    const bool prior = k == counts.cell.size();
    const double centre = prior ? 0.5 * (cells - 1) : counts.cell[k], sigma = prior ? cells : width;
    const double whole = mass(0, cells, centre, sigma), weight = (prior ? 1.0 : counts.weight[k]) / (counts.sum + 1);
    for (std::size_t i = 0; i < probabilities.size(); ++i) {
      probabilities[i] += weight * portable_exp(mass(static_cast<double>(i), 1, centre, sigma) - whole);
    }
  }
  return probabilities;
}

/// The same for choices: 1 for the observed one and 1 / kernels for each, scaled to a sum of 1.
std::vector<double> choice_probabilities(const Counts& counts) {
  const auto choices = static_cast<double>(counts.in_cell.size()), kernels = static_cast<double>(counts.cell.size()) + 1;
  const double each = (1 / kernels) / (1 + choices / kernels), observed = 1 / (1 + choices / kernels);
  std::vector<double> probabilities;
  for (const double count : counts.in_cell) {
    probabilities.push_back((counts.sum * each + count * observed + 1 / choices) / (counts.sum + 1));
  }
  return probabilities;
}

/// Pearson's divergence of the best trials' values from those of all.
double divergence(const Dimension& dimension, std::span<const double> best, std::span<const double> all) {
  constexpr double least = 1e-12;
  const Cells cells(dimension);
  const auto density = dimension.kind == Kind::categorical ? choice_probabilities : number_probabilities;
  const auto of_best = density(Counts(cells, best)), of_all = density(Counts(cells, all));
  double sum = 0;
  for (std::size_t i = 0; i < of_all.size(); ++i) {
    const double ratio = (of_best[i] + least) / (of_all[i] + least) - 1;
    sum += (of_all[i] + least) * ratio * ratio;
  }
  return sum;
}

/// The complete trials, and which of them are the best tenth, with all that are as good as the last of it.
struct Scored {
  std::vector<const Trial*> trials;
  std::vector<bool> is_best;
};

Scored score(std::span<const Trial> trials, bool greater_is_better) {
  Scored scored;
  std::vector<double> losses;
  for (const Trial& trial : trials) {
    if (trial.state != "complete" || !std::isfinite(trial.value)) continue;
    scored.trials.push_back(&trial);
    losses.push_back(greater_is_better ? -trial.value : trial.value);
  }
  if (losses.empty()) return scored;
  auto sorted = losses;
  std::ranges::sort(sorted);
  const double limit = sorted[static_cast<std::size_t>(std::ceil(best_share * static_cast<double>(sorted.size()))) - 1];
  for (const double loss : losses) scored.is_best.push_back(loss <= limit);
  return scored;
}

/// Of one parameter, up to a factor that all have.
double weight_of(const Dimension& dimension, const Scored& scored, std::size_t best_trials) {
  std::vector<double> best, all;
  for (std::size_t i = 0; i < scored.trials.size(); ++i) {
    const auto at = scored.trials[i]->params.find(dimension.name);
    const auto x = at == scored.trials[i]->params.end() ? std::nullopt : coordinate(dimension, *at);
    if (!x) continue;
    all.push_back(*x);
    if (scored.is_best[i]) best.push_back(*x);
  }
  if (dimension.is_single() || all.size() < 2 || best.empty()) return 0;
  const double of_best = static_cast<double>(best.size()) / static_cast<double>(best_trials);
  const double of_all = static_cast<double>(all.size()) / static_cast<double>(scored.trials.size());
  return of_best * of_best / of_all * divergence(dimension, best, all);
}

}  // namespace

std::optional<Importance> importance(std::span<const Dimension> space, std::span<const Trial> trials, bool greater_is_better) {
  const Scored scored = score(trials, greater_is_better);
  if (scored.trials.size() < fewest_trials) return std::nullopt;
  Importance out{.trials = scored.trials.size(), .best = 0, .values = {}};
  out.best = static_cast<std::size_t>(std::ranges::count(scored.is_best, true));
  double sum = 0;
  for (const Dimension& dimension : space) {
    out.values.push_back(weight_of(dimension, scored, out.best));
    sum += out.values.back();
  }
  if (sum > 0) {
    for (double& value : out.values) value /= sum;
  }
  return out;
}

}  // namespace trainyard::search
