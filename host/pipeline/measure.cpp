#include "host/pipeline/measure.hpp"

#include "host/dataset/pick.hpp"
#include "host/evaluate/class_report.hpp"

namespace trainyard::pipeline {
Measured::Measured(const Goal& goal, std::span<const std::uint32_t> rows, const models::Predictions& predictions, double threshold)
    : actual(dataset::pick(goal.y, rows)),
      weight(dataset::pick(goal.weight, rows)),
      decided(evaluate::decide(predictions, goal.target, threshold)),
      sample{.actual = actual, .predicted = predictions.values, .decided = decided, .weight = weight, .classes = goal.target.classes} {}

nlohmann::ordered_json measure(const Exec& exec, const Goal& goal, std::span<const std::uint32_t> rows,
                               const models::Predictions& predictions, double threshold) {
  return evaluate::score(exec, goal.metrics, Measured(goal, rows, predictions, threshold).sample);
}

nlohmann::ordered_json report(const Exec& exec, const Goal& goal, const Measured& measured) {
  return goal.target.classifies() ? evaluate::class_report(exec, goal.labels, measured.sample) : nlohmann::ordered_json();
}

}  // namespace trainyard::pipeline
