#include "host/evaluate/predictability.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

namespace trainyard::evaluate {
namespace {

/// What the rows of one value teach.
struct Lesson {
  double x = 0, sum = 0, rows = 0;
  std::map<double, double> classes = {};  ///< rows per class

  void add(double y, bool classifies) {
    sum += y;
    rows += 1;
    if (classifies) classes[y] += 1;
  }
  [[nodiscard]] double answer(bool classifies) const {
    if (!classifies) return sum / rows;
    return std::ranges::max_element(classes, {}, [](const auto& entry) { return entry.second; })->first;
  }
};

class Pupil {
 public:
  Pupil(std::span<const double> x, bool ordered, const Answers& answers) : ordered_(ordered), classifies_(answers.classes > 0) {
    std::vector<std::pair<double, double>> rows;
    for (std::size_t i = 0; i < x.size(); i += 2) {
      all_.add(answers.y[i], classifies_);
      if (std::isnan(x[i])) {
        missing_.add(answers.y[i], classifies_);
      } else {
        rows.emplace_back(x[i], answers.y[i]);
      }
    }
    std::ranges::sort(rows);
    for (const auto& [value, y] : rows) {
      if (lessons_.empty() || lessons_.back().x != value) lessons_.push_back({.x = value});
      lessons_.back().add(y, classifies_);
    }
  }

  [[nodiscard]] double constant() const { return all_.answer(classifies_); }

  [[nodiscard]] double answer(double x) const {
    if (std::isnan(x)) return missing_.rows > 0 ? missing_.answer(classifies_) : constant();
    const auto above = std::ranges::lower_bound(lessons_, x, {}, &Lesson::x);
    if (above != lessons_.end() && above->x == x) return above->answer(classifies_);
    if (!ordered_ || lessons_.empty()) return constant();
    if (above == lessons_.begin()) return above->answer(classifies_);
    const auto below = above - 1;
    if (above == lessons_.end()) return below->answer(classifies_);
    const double part = (x - below->x) / (above->x - below->x);
    if (classifies_) return (part < 0.5 ? below : above)->answer(true);
    return below->answer(false) * (1 - part) + above->answer(false) * part;
  }

 private:
  bool ordered_, classifies_;
  Lesson all_, missing_;
  std::vector<Lesson> lessons_;  ///< by value, ascending
};

/// Less its mean and over its length; empty when that cannot be.
std::vector<double> standardised(std::span<const double> column) {
  double mean = 0, squares = 0;
  for (const double value : column) mean += value;
  mean /= static_cast<double>(column.size());
  std::vector<double> out(column.begin(), column.end());
  for (double& value : out) {
    value -= mean;
    squares += value * value;
  }
  if (!std::isfinite(squares) || squares == 0) return {};
  for (double& value : out) value /= std::sqrt(squares);
  return out;
}

}  // namespace

double predictability(std::span<const double> x, bool ordered, const Answers& answers) {
  if (x.size() < 2) return 0;
  const Pupil pupil(x, ordered, answers);
  double lost = 0, at_stake = 0;
  for (std::size_t i = 1; i < x.size(); i += 2) {
    const double y = answers.y[i], off = pupil.answer(x[i]) - y, constant_off = pupil.constant() - y;
    lost += answers.classes > 0 ? (off != 0) : off * off;
    at_stake += answers.classes > 0 ? (constant_off != 0) : constant_off * constant_off;
  }
  return at_stake > 0 && std::isfinite(lost) ? 1 - lost / at_stake : 0;
}

std::optional<Pair> best_pair(std::span<const std::vector<double>> columns, std::span<const double> y) {
  const std::vector<double> target = standardised(y);
  if (target.empty()) return std::nullopt;
  std::vector<std::vector<double>> usable(columns.size());
  std::vector<double> with_target(columns.size());
  const auto product = [](const std::vector<double>& a, const std::vector<double>& b) {
    return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
  };
  for (std::size_t c = 0; c < columns.size(); ++c) {
    usable[c] = standardised(columns[c]);
    if (!usable[c].empty()) with_target[c] = product(usable[c], target);
  }
  std::optional<Pair> best;
  for (std::size_t a = 0; a < columns.size(); ++a) {
    for (std::size_t b = a + 1; b < columns.size() && !usable[a].empty(); ++b) {
      if (usable[b].empty()) continue;
      const double between = product(usable[a], usable[b]), room = 1 - between * between, p = with_target[a], q = with_target[b];
      constexpr double same = 1e-9;  // the two are one column
      if (room < same) continue;
      const double r2 = (p * p + q * q - 2 * p * q * between) / room;
      if (!best || r2 > best->r2) best = Pair{a, b, r2};
    }
  }
  return best;
}

}  // namespace trainyard::evaluate
