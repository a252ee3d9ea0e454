#include "host/onnx/features.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "host/features/steps.hpp"
#include "host/onnx/columns.hpp"
#include "host/onnx/maps.hpp"
#include "kernels/encode/encode.hpp"

namespace trainyard::onnx {
namespace {

namespace encode = kernels::encode;
using features::CategoryStep;
using features::NumericStep;

/// Rows without a category, and those that are refused for what they have.
constexpr std::int64_t no_category = -1, refused_category = -2;

/// The category's number for each row.
Tensor category_numbers(const CategoryStep& step, Columns& columns) {
  dataset::Dictionary texts = step.categories;
  texts.insert(texts.end(), step.rare.begin(), step.rare.end());
  std::string unseen = "?";  // longer than any category
  for (const std::string& text : texts) unseen.resize(std::max(unseen.size(), text.size() + 1), '?');
  texts.push_back(unseen);
  const auto lookup = step.look_up(texts);
  const auto number = [&](std::size_t index) {
    const bool refused = lookup.unseen[index] != 0 && step.options.unseen == "error";
    return refused ? refused_category : std::int64_t{lookup.positions[index]};
  };
  std::map<std::string, std::int64_t> places;
  for (std::size_t i = 0; i + 1 < texts.size(); ++i) places[texts[i]] = number(i + 1);
  places[""] = number(0);
  return columns.positions(step.name, places, number(texts.size()));
}

Tensor indicators(const CategoryStep& step, Graph& graph, const Tensor& number) {
  std::vector<std::int64_t> each(step.features().size());
  std::iota(each.begin(), each.end(), std::int64_t{0});
  return to_float(equal(number, graph.integers(each, {1, static_cast<std::int64_t>(each.size())})));
}

/// A row of the table for no category, then for each.
Tensor looked_up(const CategoryStep& step, Graph& graph, const Tensor& number) {
  const std::size_t width = step.features().size(), places = step.places();
  std::vector<float> table((places + 1) * width, std::numeric_limits<float>::quiet_NaN());
  for (std::size_t i = 0; i < places * width; ++i) table[(i % places + 1) * width + i / places] = static_cast<float>(step.values[i]);
  const std::int64_t one = 1, columns = static_cast<std::int64_t>(width);
  const Tensor index = graph.node(
      "Max", {graph.node("Add", {number, graph.integers(std::span(&one, 1), {})}), graph.integers(std::vector<std::int64_t>{0}, {})});
  const Tensor found = gather(graph.floats(table, {static_cast<std::int64_t>(places + 1), columns}), index);  // [rows, 1, columns]
  return graph.node("Reshape", {found, graph.integers(std::vector<std::int64_t>{-1, columns}, {2})});
}

class Builder {
 public:
  Builder(Graph& graph, Columns& columns) : graph_(graph), columns_(columns) {}

  /// `places`: of the step's features, those that models see.
  Tensor features_of(const NumericStep& step, const std::vector<std::int64_t>& places) {
    const Tensor value = to_float(apply_maps(step, columns_));
    if (places.front() == 0) refuse_rows(graph_.node("IsInf", {value}));
    return step.indicator ? beside({value, to_float(is_missing(columns_.numbers(step.name)))}) : value;
  }

  Tensor features_of(const CategoryStep& step, const std::vector<std::int64_t>&) {
    if (step.encoder().columns == encode::Columns::hashed) {
      onnx::refuse("column '" + step.name + "' has encode: hashing, for which ONNX has no operator",
                   "use onehot, ordinal, frequency or target");
    }
    const Tensor number = category_numbers(step, columns_);
    if (step.options.unseen == "error") {
      refuse_rows(equal(number, graph_.integers(std::span(&refused_category, 1), {})));
    }
    return step.encoder().columns == encode::Columns::per_category ? indicators(step, graph_, number) : looked_up(step, graph_, number);
  }

  /// Truth values of all columns so far, as one.
  Tensor refused() {
    Tensor out = refused_.empty() ? is_missing(columns_.for_every_row(graph_.number(0.0))) : refused_.front();
    for (std::size_t i = 1; i < refused_.size(); ++i) out = any(out, refused_[i]);
    return out;
  }

 private:
  void refuse_rows(const Tensor& truth) { refused_.push_back(truth); }

  Graph& graph_;
  Columns& columns_;
  std::vector<Tensor> refused_;
};

}  // namespace

Features transform(Graph& graph, const features::Transform& transform, const dataset::Schema& schema) {
  const auto& steps = transform.steps();
  Columns columns(graph, schema, transform.inputs(), steps.derive);
  Builder builder(graph, columns);
  const auto places = steps.places();
  std::vector<Tensor> parts;
  for (std::size_t i = 0; i < steps.columns.size(); ++i) {
    std::vector<std::int64_t> kept;
    for (std::size_t k = 0; k < places[i].size(); ++k) {
      if (places[i][k] >= 0) kept.push_back(static_cast<std::int64_t>(k));
    }
    if (kept.empty() && !places[i].empty()) continue;
    const Tensor made = std::visit([&](const auto& step) { return builder.features_of(step, kept); }, steps.columns[i]);
    if (!kept.empty()) parts.push_back(kept.size() == places[i].size() ? made : onnx::columns(made, kept));
  }
  return {beside(parts), builder.refused()};
}

}  // namespace trainyard::onnx
