#include "tests/reference/trees.hpp"

#include "kernels/quantise/cuts.hpp"
#include "kernels/trees/boost.hpp"
#include "kernels/trees/margins.hpp"
#include "tests/parity/parity.hpp"

namespace trainyard::parity {
namespace {

using kernels::trees::Link;

// The column's finite values, and NaN, are those of two of three columns.
std::vector<float> rows_of(const std::vector<double>& column) {
  std::vector<float> values;
  for (std::size_t c = 0; c < 3; ++c) {
    for (std::size_t r = 0; r < column.size(); ++r) {
      const auto value = static_cast<float>(column[(r + c) % column.size()]);
      values.push_back(std::isinf(value) ? 1.0F : c == 2 ? static_cast<float>(r % 97) : value);
    }
  }
  return values;
}

reference::Bytes of_forest(const Exec& exec, const std::vector<double>& column, bool categories, Link link) {
  std::mt19937 random(11);
  const auto forest = reference::forest_of(reference::some_trees(random, 19, 3, 9, 3, categories), {0.5F, 0, -1});
  const kernels::trees::DeviceForest there(exec, forest);
  const auto values = rows_of(column);
  const kernels::Buffer<float> rows(exec, std::span(values));
  kernels::Buffer<float> result(exec, column.size() * forest.base.size());
  kernels::trees::margins(exec, there.view(), {rows.data(), column.size(), 3, column.size()}, result.view());
  kernels::trees::apply_link(exec, link, forest.base.size(), result.view());
  return reference::bytes_of(result.download());
}

reference::Bytes of_boosting(const Exec& exec, const std::vector<double>& column, kernels::trees::BoostParams params) {
  const auto values = rows_of(column);
  const kernels::MatrixView<const float> x{values.data(), column.size(), 3, column.size()};
  if (x.rows == 0) return {};
  const kernels::trees::BinnedRows rows(Exec{}, x, kernels::quantise::find_cuts(Exec{}, x, {}, 256));
  std::vector<float> y;
  for (std::size_t row = 0; row < x.rows; ++row) y.push_back(static_cast<float>((row * 7 + row / 5) % params.outputs));
  const std::vector<float> base(params.outputs, 0.25F);
  kernels::trees::Booster booster(exec, params, rows, {y.data(), y.size()}, {}, base);
  booster.add_validation(rows);
  for (int round = 0; round < 3; ++round) booster.update();
  std::vector<float> said(booster.margins().data, booster.margins().data + booster.margins().size);
  said.insert(said.end(), booster.validation_margins().data, booster.validation_margins().data + booster.validation_margins().size);
  for (const auto& tree : booster.trees()) {
    for (const auto& node : tree.nodes) said.insert(said.end(), {node.threshold, node.value, node.gain, node.cover, node.weight});
  }
  return reference::bytes_of(said);
}

Entry boosting(const std::string& name, const kernels::trees::BoostParams& params) {
  return {"trees_" + name, [=](const Exec& exec, const std::vector<double>& column) { return of_boosting(exec, column, params); }};
}

Entry entry(const std::string& name, bool categories, Link link) {
  return {"trees_" + name, [=](const Exec& exec, const std::vector<double>& column) { return of_forest(exec, column, categories, link); }};
}

}  // namespace

std::vector<Entry> trees() {
  return {entry("margins", false, Link::identity),
          entry("categories", true, Link::identity),
          entry("logistic", false, Link::logistic),
          entry("exponential", false, Link::exponential),
          entry("softmax", false, Link::softmax),
          boosting("boosting", {.objective = kernels::trees::Objective::softmax, .outputs = 3, .max_depth = 7}),
          boosting("drawn_boosting", {.objective = kernels::trees::Objective::softmax,
                                      .outputs = 2,
                                      .max_depth = 4,
                                      .subsample = 0.6F,
                                      .colsample_bylevel = 0.7F,
                                      .num_parallel_tree = 2})};
}

}  // namespace trainyard::parity
