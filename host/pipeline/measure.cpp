#include "host/pipeline/measure.hpp"

#include "host/dataset/pick.hpp"
#include "host/evaluate/class_report.hpp"
#include "host/evaluate/score.hpp"

namespace trainyard::pipeline {
namespace {

/// Owns what a sample points to.
struct Measured {
  Measured(const Goal& goal, std::span<const std::uint32_t> rows, const models::Predictions& predictions, double threshold)
      : actual(dataset::pick(goal.y, rows)),
        weight(dataset::pick(goal.weight, rows)),
        decided(evaluate::decide(predictions, goal.target, threshold)),
        sample{.actual = actual, .predicted = predictions.values, .decided = decided, .weight = weight, .classes = goal.target.classes} {}
  Measured(const Measured&) = delete;
  Measured& operator=(const Measured&) = delete;

  std::vector<double> actual, weight;
  std::vector<std::int32_t> decided;
  evaluate::Sample sample;
};

}  // namespace

nlohmann::ordered_json measure(const Exec& exec, const Goal& goal, std::span<const std::uint32_t> rows,
                               const models::Predictions& predictions, double threshold) {
  return evaluate::score(exec, goal.metrics, Measured(goal, rows, predictions, threshold).sample);
}

Measures measure_and_report(const Exec& exec, const Goal& goal, std::span<const std::uint32_t> rows, const models::Predictions& predictions,
                            double threshold) {
  const Measured measured(goal, rows, predictions, threshold);
  return {evaluate::score(exec, goal.metrics, measured.sample),
          goal.target.classifies() ? evaluate::class_report(exec, goal.labels, measured.sample) : nlohmann::ordered_json()};
}

}  // namespace trainyard::pipeline
