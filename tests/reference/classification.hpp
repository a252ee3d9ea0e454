// A classification's rows made up at random, and its scores by plain loops over pairs of rows.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

#include "kernels/metric/list.hpp"

namespace trainyard::reference {

struct Classified {
  int classes = 2;
  std::vector<double> actual = {};
  std::vector<float> predicted = {};  ///< actual.size() * classes
  std::vector<std::int32_t> decided = {};
  std::vector<double> weight = {};  ///< may be empty

  [[nodiscard]] kernels::metric::Sample sample() const {
    return {.actual = actual, .predicted = predicted, .decided = decided, .weight = weight, .classes = classes};
  }
  /// Row `row` of `other` once more.
  void append(const Classified& other, std::size_t row) {
    const auto width = static_cast<std::size_t>(classes);
    actual.push_back(other.actual[row]);
    predicted.insert(predicted.end(), other.predicted.begin() + static_cast<std::ptrdiff_t>(row * width),
                     other.predicted.begin() + static_cast<std::ptrdiff_t>((row + 1) * width));
    decided.push_back(other.decided[row]);
    if (!other.weight.empty()) weight.push_back(other.weight[row]);
  }
};

/// Probabilities in steps of 1/steps, so that many are tied; the actual class has the larger ones. Weights are none, or of many magnitudes
/// with every tenth 0.
inline Classified classified(std::size_t rows, int classes, bool weighted, int steps = 50) {
  std::mt19937_64 random(rows * 31 + static_cast<std::size_t>(classes));
  Classified all;
  all.classes = classes;
  const auto width = static_cast<std::uint64_t>(classes);
  for (std::size_t row = 0; row < rows; ++row) {
    const std::uint64_t actual = row < width ? row : random() % width;
    std::vector<double> shares;
    double sum = 0.0;
    for (std::uint64_t k = 0; k < width; ++k) {
      shares.push_back(static_cast<double>(random() % static_cast<unsigned>(steps) + (k == actual ? 1 + random() % 20 : 1)));
      sum += shares.back();
    }
    std::size_t best = 0;
    for (std::size_t k = 0; k < width; ++k) {
      all.predicted.push_back(static_cast<float>(std::round(shares[k] / sum * steps) / steps));
      if (shares[k] > shares[best]) best = k;
    }
    all.actual.push_back(static_cast<double>(actual));
    all.decided.push_back(static_cast<std::int32_t>(best));
    if (weighted)
      all.weight.push_back(random() % 10 == 0 ? 0.0 : std::ldexp(1.0 + static_cast<double>(random() % 1000) / 1000.0, -int(random() % 20)));
  }
  return all;
}

/// Everything about one class against the rest, pair by pair.
struct PlainCurve {
  long double roc_auc = 0, average_precision = 0;
};

inline PlainCurve plain_curve(const Classified& of, std::size_t wanted) {
  const std::size_t rows = of.actual.size();
  const auto width = static_cast<std::size_t>(of.classes);
  const auto score = [&](std::size_t row) { return of.predicted[row * width + wanted]; };
  const auto weight = [&](std::size_t row) { return of.weight.empty() ? 1.0L : static_cast<long double>(of.weight[row]); };
  const auto positive = [&](std::size_t row) { return static_cast<std::size_t>(of.actual[row]) == wanted; };
  long double wins = 0, pairs = 0, precisions = 0, positives = 0;
  for (std::size_t row = 0; row < rows; ++row) {
    if (!positive(row) || weight(row) == 0) continue;
    long double right = 0, wrong = 0;
    for (std::size_t other = 0; other < rows; ++other) {
      if (score(other) >= score(row)) (positive(other) ? right : wrong) += weight(other);
      if (positive(other)) continue;
      pairs += weight(row) * weight(other);
      wins += weight(row) * weight(other) * (score(other) < score(row) ? 1.0L : score(other) == score(row) ? 0.5L : 0.0L);
    }
    positives += weight(row);
    precisions += weight(row) * right / (right + wrong);
  }
  return {wins / pairs, positives == 0 ? 0 : precisions / positives};
}

inline PlainCurve plain_curves(const Classified& of) {
  if (of.classes == 2) return plain_curve(of, 1);
  PlainCurve mean;
  for (int k = 0; k < of.classes; ++k) {
    const PlainCurve one = plain_curve(of, static_cast<std::size_t>(k));
    mean.roc_auc += one.roc_auc / static_cast<long double>(of.classes);
    mean.average_precision += one.average_precision / static_cast<long double>(of.classes);
  }
  return mean;
}

inline double plain_log_loss(const Classified& of) {
  constexpr long double epsilon = 0x1p-52L;
  long double sum = 0, weights = 0;
  for (std::size_t row = 0; row < of.actual.size(); ++row) {
    const std::size_t place = row * static_cast<std::size_t>(of.classes) + static_cast<std::size_t>(of.actual[row]);
    const long double weight = of.weight.empty() ? 1.0L : static_cast<long double>(of.weight[row]);
    sum -= weight * std::log(std::min(std::max(static_cast<long double>(of.predicted[place]), epsilon), 1.0L - epsilon));
    weights += weight;
  }
  return static_cast<double>(sum / weights);
}

/// Sums of weights by actual (row) and decided class (column).
inline std::vector<std::vector<long double>> plain_confusion(const Classified& of) {
  const auto width = static_cast<std::size_t>(of.classes);
  std::vector<std::vector<long double>> matrix(width, std::vector<long double>(width));
  for (std::size_t row = 0; row < of.actual.size(); ++row) {
    matrix[static_cast<std::size_t>(of.actual[row])][static_cast<std::size_t>(of.decided[row])] +=
        of.weight.empty() ? 1.0L : static_cast<long double>(of.weight[row]);
  }
  return matrix;
}

}  // namespace trainyard::reference
