// Precision, recall and F1 of every class, and their means over the classes, from a confusion matrix.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "kernels/metric/list.hpp"
#include "kernels/reduce/confusion.hpp"

namespace trainyard::kernels::metric {

/// As scikit-learn's precision_recall_fscore_support with zero_division=0: a quotient with 0 below is 0.
struct ClassScores {
  double precision = 0.0;  ///< of what was decided to be of the class, the share that is
  double recall = 0.0;     ///< of what is of the class, the share decided to be
  double f1 = 0.0;         ///< their harmonic mean
  double support = 0.0;    ///< weight of the rows of the class
  bool occurs = false;     ///< some row is of the class or was decided to be
};

/// What the confusion matrix says of one class: sums of weights.
struct ClassTotals {
  double actual = 0.0;   ///< of the rows of the class
  double decided = 0.0;  ///< of those decided to be of it
  double right = 0.0;    ///< of those that are both
  bool occurs = false;   ///< some row is of the class or was decided to be, whatever its weight
};

std::vector<ClassTotals> class_totals(const reduce::ConfusionMatrix& matrix);

std::vector<ClassScores> class_scores(std::span<const ClassTotals> classes);
std::vector<ClassScores> class_scores(const reduce::ConfusionMatrix& matrix);

/// Plain means over the classes that occur; NaN when none does. The support is the sum.
ClassScores macro_mean(const std::vector<ClassScores>& classes);
/// Means weighted by the support; NaN when it is 0. The support is the sum.
ClassScores weighted_mean(const std::vector<ClassScores>& classes);

/// The matrix of rows on the device of `exec`. Throws std::invalid_argument when they have no decisions.
reduce::ConfusionMatrix confusion_of(const Exec& exec, const Rows& rows);

/// Which mean a metric takes.
enum class Averaging {
  positive_or_macro,  ///< class 1 of a binary classification, else the macro mean
  macro,
  weighted,
};

/// One of the scores.
double class_score(std::span<const ClassTotals> classes, double ClassScores::*score, Averaging averaging);

}  // namespace trainyard::kernels::metric
