#include "host/evaluate/class_report.hpp"

#include <cmath>
#include <stdexcept>

#include "host/evaluate/finite.hpp"
#include "kernels/metric/class_scores.hpp"

namespace trainyard::evaluate {
namespace {

using kernels::metric::ClassScores;
using kernels::reduce::ConfusionMatrix;
using nlohmann::ordered_json;

ordered_json scores(const ClassScores& of) {
  return {{"precision", finite_or_null(of.precision)}, {"recall", finite_or_null(of.recall)}, {"f1", finite_or_null(of.f1)}};
}

ordered_json matrix_of(const ConfusionMatrix& matrix, bool weighted) {
  ordered_json rows = ordered_json::array();
  for (std::size_t actual = 0; actual < matrix.classes; ++actual) {
    ordered_json row = ordered_json::array();
    for (std::size_t decided = 0; decided < matrix.classes; ++decided) {
      const std::size_t cell = actual * matrix.classes + decided;
      row.push_back(weighted ? ordered_json(matrix.weight[cell]) : ordered_json(matrix.rows[cell]));
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace

ordered_json class_report(const Exec& exec, std::span<const std::string> labels, const kernels::metric::Sample& sample) {
  const kernels::metric::DeviceSample there(exec, sample);
  const ConfusionMatrix matrix = kernels::metric::confusion_of(exec, there.rows());
  if (matrix.classes != labels.size() || matrix.outside > 0) {
    throw std::invalid_argument("class_report: " + std::to_string(labels.size()) + " labels for " + std::to_string(matrix.classes) +
                                " classes, and " + std::to_string(matrix.outside) + " rows of none");
  }
  const bool weighted = !sample.weight.empty();
  const std::vector<ClassScores> classes = kernels::metric::class_scores(matrix);
  ordered_json per_class = ordered_json::object();
  for (std::size_t k = 0; k < labels.size(); ++k) {
    ordered_json& one = per_class[labels[k]] = scores(classes[k]);
    one["support"] = weighted ? ordered_json(classes[k].support) : ordered_json(std::llround(classes[k].support));
  }
  return {
      {"classes", std::move(per_class)},
      {"macro", scores(kernels::metric::macro_mean(classes))},
      {"weighted", scores(kernels::metric::weighted_mean(classes))},
      {"confusion_matrix", {{"labels", labels}, {"rows", "actual"}, {"columns", "predicted"}, {"matrix", matrix_of(matrix, weighted)}}}};
}

}  // namespace trainyard::evaluate
