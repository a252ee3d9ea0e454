#include "host/onnx/export.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <nlohmann/json.hpp>

#include "host/onnx/calibration.hpp"
#include "host/onnx/columns.hpp"
#include "host/onnx/features.hpp"
#include "host/onnx/models.hpp"

namespace trainyard::onnx {
namespace {

constexpr std::array output_names = {"prediction", "probabilities", "lower", "upper"};

void check(const bundle::Bundle& bundle) {
  if (!bundle.history.empty()) {
    refuse("the model looks back on earlier rows (features.window, features.join), and an ONNX graph sees one row at a time",
           "leave these features out, or predict with `trainyard predict`");
  }
  for (const std::string& name : bundle.transform.inputs()) {
    const bool is_output = std::ranges::find(output_names, name) != output_names.end();
    if (is_output || name.empty() || name.starts_with("  ")) {
      refuse("column '" + name + "' has a name that the graph gives itself", "rename it and train again");
    }
  }
}

/// Where a row is refused, no number.
Tensor unless_refused(const Tensor& refused, const Tensor& values) {
  return refused.graph->node("Where", {refused, refused.graph->float_number(std::numeric_limits<float>::quiet_NaN()), values});
}

Tensor labels(const bundle::Bundle& bundle, const Tensor& refused, const Tensor& probabilities) {
  Graph& graph = *probabilities.graph;
  const auto classes = static_cast<std::int64_t>(bundle.labels.size());
  const auto integer = [&](std::int64_t value) { return graph.integers(std::span(&value, 1), {}); };
  const Tensor number = bundle.kind.task == models::Task::binary
                            ? to_integer(to_double(columns(probabilities, {1})) >= bundle.threshold)
                            : graph.node("ArgMax", {probabilities}, {{"axis", std::int64_t{1}}, {"keepdims", std::int64_t{1}}});
  std::vector<std::string> texts = bundle.labels;
  texts.emplace_back();
  return gather(graph.texts(texts, {classes + 1}), graph.node("Where", {refused, integer(classes), number}));
}

void describe(Graph& graph, const bundle::Bundle& bundle) {
  graph.describe("trainyard.family", bundle.family);
  graph.describe("trainyard.task", std::string(models::task_name(bundle.kind.task)));
  graph.describe("trainyard.target", bundle.target);
  if (bundle.interval) graph.describe("trainyard.coverage", nlohmann::json(bundle.interval->coverage).dump());
  if (!bundle.kind.classifies()) return;
  graph.describe("trainyard.classes", nlohmann::json(bundle.labels).dump());
  if (bundle.kind.task == models::Task::binary) graph.describe("trainyard.threshold", nlohmann::json(bundle.threshold).dump());
}

}  // namespace

Exported to_onnx(const bundle::Bundle& bundle) {
  check(bundle);
  Graph graph;
  const Features features = transform(graph, bundle.transform, bundle.schema);
  const Answers answers = predictions(bundle, features.values);
  const Tensor refused = answers.refused.graph == nullptr ? features.refused : any(features.refused, answers.refused);
  const Tensor values = unless_refused(refused, calibrated(bundle.calibrator, answers.values, bundle.kind.width()));
  Exported out;
  const auto output = [&](const char* name, Element element, std::size_t width, const Tensor& value) {
    graph.output(name, element, static_cast<std::int64_t>(width), value);
    out.outputs.emplace_back(name);
  };
  if (bundle.kind.classifies()) {
    output("prediction", Element::text, 1, labels(bundle, refused, values));
    output("probabilities", Element::float32, bundle.kind.width(), values);
  } else {
    output("prediction", Element::float32, 1, values);
  }
  if (bundle.interval) {
    const Ends interval = ends(*bundle.interval, values);
    output("lower", Element::float32, 1, interval.lower);
    output("upper", Element::float32, 1, interval.upper);
  }
  describe(graph, bundle);
  const auto read = bundle.transform.inputs();
  for (const dataset::Field& field : bundle.schema.fields) {
    if (std::ranges::find(read, field.name) != read.end()) out.inputs.push_back(field.name);
  }
  out.bytes = graph.to_bytes();
  return out;
}

}  // namespace trainyard::onnx
