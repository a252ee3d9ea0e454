#include "host/onnx/models.hpp"

#include <nlohmann/json.hpp>

#include "host/models/linear/coefficients.hpp"
#include "host/onnx/columns.hpp"
#include "host/onnx/functions.hpp"

namespace trainyard::onnx {
namespace {

using kernels::trees::Link;
using models::linear::Coefficients;

Tensor float_exponential(const Tensor& x) { return to_float(exponential(to_double(x))); }

/// As kernels/trees/apply_link.cu, in its precisions.
Tensor linked(Link link, const Tensor& margins) {
  Graph& graph = *margins.graph;
  switch (link) {
    case Link::identity:
      return margins;
    case Link::exponential:
      return float_exponential(margins);
    case Link::logistic: {
      const Tensor x = graph.node("Min", {graph.node("Neg", {margins}), graph.float_number(88.7F)});
      const Tensor one = graph.float_number(1.0F);
      return graph.node("Div", {one, graph.node("Add", {float_exponential(x), one})});
    }
    case Link::softmax: {
      const Tensor powers = float_exponential(margins - row_max(margins));
      return powers / to_float(row_sum(to_double(powers)));
    }
  }
  return margins;
}

Tensor tree_answers(const bundle::Bundle& bundle, const Tensor& features) {
  const models::xgboost::TreeModel model = models::xgboost::read_trees(bundle.model->to_bytes());
  const Tensor values = linked(model.link, margins(model, features));
  if (model.target.task != models::Task::binary) return values;
  return beside({features.graph->float_number(1.0F) - values, values});
}

Tensor scores(const Coefficients& learned, const Tensor& features) {
  Graph& graph = *features.graph;
  const std::size_t outputs = learned.outputs(), columns = learned.columns;
  std::vector<double> weights(learned.coef.size());
  for (std::size_t i = 0; i < weights.size(); ++i) weights[i % columns * outputs + i / columns] = learned.coef[i];
  const Shape shape{static_cast<std::int64_t>(columns), static_cast<std::int64_t>(outputs)};
  const Tensor product = graph.node("MatMul", {to_double(features), graph.numbers(weights, shape)});
  return product + graph.numbers(learned.intercept, {1, shape[1]});
}

/// As kernels/linear/scores.cuh: of the classes that training had.
Tensor probabilities(const Coefficients& learned, const Tensor& score) {
  if (learned.outputs() > 1) {
    const Tensor powers = exponential(score - row_max(score));
    return powers / row_sum(powers);
  }
  const Tensor decay = exponential(-absolute(score)), negative = score < 0.0;
  const Tensor large = 1.0 / (1.0 + decay), small = decay / (1.0 + decay);
  return beside({choose(negative, large, small), choose(negative, small, large)});
}

Answers linear_answers(const bundle::Bundle& bundle, const Tensor& features) {
  const Coefficients learned = models::linear::from_json(bundle.model->to_bytes(), bundle.family);
  const Tensor score = scores(learned, features);
  const Tensor refused = is_missing(row_sum(features - features));  // a missing or infinite feature
  if (learned.classes == 0) return {to_float(score), refused};
  const Tensor own = probabilities(learned, score);
  std::vector<std::int64_t> places(static_cast<std::size_t>(learned.classes), static_cast<std::int64_t>(learned.present.size()));
  for (std::size_t k = 0; k < learned.present.size(); ++k)
    places[static_cast<std::size_t>(learned.present[k])] = static_cast<std::int64_t>(k);
  const Tensor absent = columns(own, {0}) * 0.0;
  return {to_float(columns(beside({own, absent}), places)), refused};
}

Tensor constant_answers(const bundle::Bundle& bundle, const Tensor& features) {
  Graph& graph = *features.graph;
  const auto row = nlohmann::json::parse(bundle.model->to_bytes()).at("prediction").get<std::vector<float>>();
  const Tensor first = is_missing(columns(features, {0}));
  const Tensor answer = graph.floats(row, {1, static_cast<std::int64_t>(row.size())});
  return graph.node("Where", {first, answer, answer});
}

}  // namespace

Answers predictions(const bundle::Bundle& bundle, const Tensor& features) {
  if (bundle.family == "xgboost" || bundle.family == "random_forest") return {tree_answers(bundle, features), {}};
  if (bundle.family == "linear" || bundle.family == "logistic") return linear_answers(bundle, features);
  if (bundle.family == "baseline") return {constant_answers(bundle, features), {}};
  refuse("models of the family " + bundle.family + " have no form in ONNX yet", "train another one");
}

}  // namespace trainyard::onnx
