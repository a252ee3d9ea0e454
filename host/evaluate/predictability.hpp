// How well single columns tell the target: what a leak looks like.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace trainyard::evaluate {

/// The target of some rows: values, or numbers of classes.
struct Answers {
  std::span<const double> y;
  int classes = 0;  ///< 0: values
};

/// What learning the target from one column alone brings on rows it was not learned from: rows at even places teach, the others test. 1 is
/// perfect, 0 no better than a constant. A value tells the mean, or the commonest class, of its equals; a number (`ordered`) between two
/// known ones what lies on the line between them, or the class of the nearer one; NaN is a value of its own. Values are compared by R²,
/// classes by the errors saved of those that saying the commonest class makes (Goodman and Kruskal's lambda). Nothing to save, or no rows:
/// 0. Rows in an order that says nothing of them (sample_rows).
double predictability(std::span<const double> x, bool ordered, const Answers& answers);

/// The two columns that a linear combination of which explains most of the values' variance; with the share that it explains.
struct Pair {
  std::size_t first = 0, second = 0;
  double r2 = 0;
};
/// Columns with a missing value, or with one value alone, are left out. Nothing when there are no two.
std::optional<Pair> best_pair(std::span<const std::vector<double>> columns, std::span<const double> y);

}  // namespace trainyard::evaluate
