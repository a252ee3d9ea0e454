#include "host/pipeline/explanation.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "host/bundle/examples.hpp"
#include "host/evaluate/finite.hpp"
#include "host/evaluate/loss.hpp"
#include "host/pipeline/contributions.hpp"
#include "host/pipeline/measure.hpp"

namespace trainyard::pipeline {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t kWorst = 20, kShown = 10;

std::vector<std::size_t> worst_places(std::span<const double> losses) {
  std::vector<std::size_t> order(losses.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto end = order.begin() + static_cast<std::ptrdiff_t>(std::min(kWorst, order.size()));
  std::partial_sort(order.begin(), end, order.end(),
                    [&](std::size_t a, std::size_t b) { return losses[a] != losses[b] ? losses[a] > losses[b] : a < b; });
  order.erase(end, order.end());
  return order;
}

void add_contributions(const models::Contributions& all, std::size_t row, std::size_t output, const std::vector<std::string>& names,
                       ordered_json& out) {
  const auto of_row = all.of(row, output);
  const std::vector<double> values(of_row.begin(), of_row.end());
  ordered_json largest = ordered_json::object();
  double others = 0;
  for (const std::size_t c : by_size(values)) {
    if (largest.size() < kShown) {
      largest[names[c]] = evaluate::finite_or_null(values[c]);
    } else {
      others += values[c];
    }
  }
  out["contributions"] = std::move(largest);
  out["other_features"] = evaluate::finite_or_null(others);
  out["bias"] = evaluate::finite_or_null(static_cast<double>(all.bias(row, output)));
}

}  // namespace

ordered_json worst_rows(const Exec& exec, const Data& data, const Evaluated& evaluated) {
  const bundle::Bundle& bundle = *evaluated.bundle;
  const Measured measured(data.goal, data.split.test, evaluated.predicted, bundle.threshold);
  const auto losses = evaluate::row_losses(measured.sample);
  const auto places = worst_places(losses);
  std::vector<std::uint32_t> rows;
  rows.reserve(places.size());
  for (const std::size_t place : places) rows.push_back(data.split.test[place]);
  const auto values = bundle::examples_json(data.table, data.schema, bundle.transform.inputs(), rows);
  const auto contributions = contributions_of(exec, data, evaluated, rows);
  ordered_json out = ordered_json::array();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const dataset::RowId id = data.table.ids[rows[i]];
    const auto predicted = evaluated.predicted.row(places[i]);
    const double actual = measured.actual[places[i]];
    ordered_json one = {{"source", data.dataset.sources()[id.source].path}, {"row", id.number}};
    std::size_t output = 0;
    if (data.goal.target.classifies()) {
      const auto decided = static_cast<std::size_t>(measured.decided[places[i]]), was = static_cast<std::size_t>(actual);
      one.update({{"target", data.goal.labels[was]},
                  {"prediction", data.goal.labels[decided]},
                  {"loss", evaluate::finite_or_null(losses[places[i]])},
                  {"probability", evaluate::finite_or_null(static_cast<double>(predicted[was]))}});
      output = contributions.outputs > 1 ? decided : 0;
    } else {
      const auto value = static_cast<double>(predicted[0]);
      one.update({{"target", actual},
                  {"prediction", value},
                  {"loss", evaluate::finite_or_null(losses[places[i]])},
                  {"error", evaluate::finite_or_null(value - actual)}});
    }
    one["features"] = values["rows"][i];
    add_contributions(contributions, i, std::min(output, contributions.outputs - 1), bundle.transform.feature_names(), one);
    out.push_back(std::move(one));
  }
  return out;
}

}  // namespace trainyard::pipeline
