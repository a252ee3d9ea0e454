#include "kernels/metric/class_scores.hpp"

#include <limits>

namespace trainyard::kernels::metric {
namespace {

double quotient(double above, double below) { return below == 0.0 ? 0.0 : above / below; }

template <class Weight>
ClassScores mean(const std::vector<ClassScores>& classes, Weight weight) {
  ClassScores sum;
  double weights = 0.0;
  for (const ClassScores& one : classes) {
    const double w = weight(one);
    weights += w;
    sum.precision += w * one.precision;
    sum.recall += w * one.recall;
    sum.f1 += w * one.f1;
    sum.support += one.support;
    sum.occurs = sum.occurs || one.occurs;
  }
  const auto share = [weights](double value) { return weights == 0.0 ? std::numeric_limits<double>::quiet_NaN() : value / weights; };
  return {share(sum.precision), share(sum.recall), share(sum.f1), sum.support, sum.occurs};
}

}  // namespace

std::vector<ClassTotals> class_totals(const reduce::ConfusionMatrix& matrix) {
  std::vector<ClassTotals> classes(matrix.classes);
  for (std::size_t k = 0; k < matrix.classes; ++k) {
    ClassTotals& one = classes[k];
    for (std::size_t other = 0; other < matrix.classes; ++other) {
      const std::size_t of_class = k * matrix.classes + other;
      const std::size_t as_class = other * matrix.classes + k;
      one.actual += matrix.weight[of_class];
      one.decided += matrix.weight[as_class];
      one.occurs = one.occurs || matrix.rows[of_class] > 0 || matrix.rows[as_class] > 0;
    }
    one.right = matrix.weight[k * matrix.classes + k];
  }
  return classes;
}

std::vector<ClassScores> class_scores(std::span<const ClassTotals> classes) {
  std::vector<ClassScores> scores;
  scores.reserve(classes.size());
  for (const ClassTotals& of : classes) {
    scores.push_back({quotient(of.right, of.decided), quotient(of.right, of.actual), quotient(2.0 * of.right, of.actual + of.decided),
                      of.actual, of.occurs});
  }
  return scores;
}

std::vector<ClassScores> class_scores(const reduce::ConfusionMatrix& matrix) { return class_scores(class_totals(matrix)); }

ClassScores macro_mean(const std::vector<ClassScores>& classes) {
  return mean(classes, [](const ClassScores& one) { return one.occurs ? 1.0 : 0.0; });
}

ClassScores weighted_mean(const std::vector<ClassScores>& classes) {
  return mean(classes, [](const ClassScores& one) { return one.support; });
}

reduce::ConfusionMatrix confusion_of(const Exec& exec, const Rows& rows) {
  const ColumnView weight(rows.weight, rows.weight == nullptr ? 0 : rows.count);
  const CodesView decided(rows.decided, rows.decided == nullptr ? 0 : rows.count);
  return reduce::confusion(exec, {rows.actual, rows.count}, decided, weight, static_cast<std::size_t>(rows.classes));
}

double class_score(std::span<const ClassTotals> classes, double ClassScores::*score, Averaging averaging) {
  const std::vector<ClassScores> scores = class_scores(classes);
  if (averaging == Averaging::weighted) return weighted_mean(scores).*score;
  if (averaging == Averaging::positive_or_macro && scores.size() == 2) return scores[1].*score;
  return macro_mean(scores).*score;
}

}  // namespace trainyard::kernels::metric
