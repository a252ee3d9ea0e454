#include "host/report/comparison.hpp"

#include <algorithm>
#include <cmath>

#include "host/evaluate/score.hpp"
#include "host/plot/scale.hpp"
#include "host/report/paired_bootstrap.hpp"

namespace trainyard::report {
namespace {

constexpr std::size_t paired_replicates = 1000;
constexpr double significant = 0.05;

/// Owns what a sample points to: rows with an actual value, in the order given.
struct Measured {
  Measured(const TestRows& rows, const std::vector<std::size_t>& order) {
    const std::size_t classes = rows.labels.size();
    for (const std::size_t row : order) {
      if (!std::isfinite(rows.actual[row])) continue;
      actual.push_back(rows.actual[row]);
      if (classes == 0) {
        predicted.push_back(static_cast<float>(rows.predicted[row]));
        continue;
      }
      decided.push_back(static_cast<std::int32_t>(rows.predicted[row]));
      const auto first = rows.probability.begin() + static_cast<std::ptrdiff_t>(row * classes);
      predicted.insert(predicted.end(), first, first + static_cast<std::ptrdiff_t>(classes));
    }
    sample = {.actual = actual, .predicted = predicted, .decided = decided, .classes = static_cast<int>(classes)};
  }
  Measured(const Measured&) = delete;
  Measured& operator=(const Measured&) = delete;

  std::vector<double> actual;
  std::vector<float> predicted;
  std::vector<std::int32_t> decided;
  kernels::metric::Sample sample;
};

Significance test_of(const Exec& exec, const std::string& metric, const RunFiles& first, const RunFiles& other) {
  Significance out;
  std::vector<std::size_t> order;
  out.reason = rows_differ(first, other, order);
  if (!out.reason.empty()) return out;
  std::vector<std::size_t> as_they_are(order.size());
  for (std::size_t i = 0; i < order.size(); ++i) as_they_are[i] = i;
  const Measured a(first.test, as_they_are), b(other.test, order);
  const auto [difference, low, high, p_value] = paired_bootstrap(exec, metric, a.sample, b.sample, paired_replicates);
  if (!std::isfinite(difference) || !std::isfinite(low)) {
    out.reason = metric + " is not defined on these rows";
    return out;
  }
  out = {.reason = "",
         .rows = a.actual.size(),
         .replicates = paired_replicates,
         .difference = difference,
         .low = low,
         .high = high,
         .p_value = p_value,
         .verdict = "neither"};
  if (p_value <= significant) out.verdict = (difference > 0) == evaluate::greater_is_better(metric) ? "better" : "worse";
  return out;
}

/// Every value below `object` by its keys, joined by points.
void flatten(const Json& object, const std::string& before, std::vector<std::pair<std::string, Json>>& out) {
  for (const auto& [key, value] : object.items()) {
    const std::string name = before.empty() ? key : before + "." + key;
    if (value.is_object() && !value.empty()) {
      flatten(value, name, out);
    } else {
      out.emplace_back(name, value);
    }
  }
}

}  // namespace

Comparison compare_runs(const Exec& exec, std::span<const RunFiles> runs) {
  Comparison comparison{.metric = runs.front().metric(), .against_first = {}};
  for (const RunFiles& other : runs.subspan(1)) {
    comparison.against_first.push_back(comparison.metric.empty() ? Significance{.reason = "the first run names no metric that decides"}
                                                                 : test_of(exec, comparison.metric, runs.front(), other));
  }
  return comparison;
}

Json metrics_side_by_side(std::span<const RunFiles> runs, const std::string& part) {
  Json out = Json::object();
  for (const RunFiles& run : runs) {
    for (const auto& item : member(run.metrics, {part}).items()) out[item.key()] = Json::array();
  }
  for (auto& [name, values] : out.items()) {
    for (const RunFiles& run : runs) values.push_back(run.measured(part, name));
  }
  return out;
}

Json different_parameters(std::span<const RunFiles> runs) {
  Json all = Json::object();
  for (std::size_t i = 0; i < runs.size(); ++i) {
    std::vector<std::pair<std::string, Json>> values;
    const Json& params = runs[i].params;
    flatten({{"model", {{"type", member(params, {"model", "type"})}, {"params", member(params, {"model", "params"})}}},
             {"features", member(params, {"features"})},
             {"split", member(params, {"split"})},
             {"seed", member(params, {"seed"})}},
            "", values);
    for (const auto& [name, value] : values) {
      if (!all.contains(name)) all[name] = std::vector<Json>(runs.size());
      all[name][i] = value;
    }
  }
  Json out = Json::object();
  for (const auto& item : all.items()) {
    const Json& values = item.value();
    if (std::ranges::any_of(values, [&](const Json& value) { return value != values.front(); })) out[item.key()] = values;
  }
  return out;
}

std::string known_rows(const RunFiles& run) {
  for (const Json& warning : member(run.evaluation, {"warnings"})) {
    if (member(warning, {"kind"}) == "known_rows") return value_text(member(warning, {"text"}));
  }
  return "";
}

Json comparison_document(std::span<const RunFiles> runs, const Comparison& comparison) {
  Json document = {{"metric", comparison.metric},
                   {"runs", Json::array()},
                   {"metrics", Json::object()},
                   {"parameters", different_parameters(runs)},
                   {"significance", Json::array()}};
  for (const RunFiles& run : runs) {
    document["runs"].push_back({{"name", run.name()}, {"experiment", member(run.run, {"experiment"})}, {"run", run.folder.string()}});
    if (std::string doubt = known_rows(run); !doubt.empty()) document["runs"].back()["known_rows"] = std::move(doubt);
  }
  for (const char* part : {"test", "baseline", "cv", "train"}) {
    if (Json values = metrics_side_by_side(runs, part); !values.empty()) document["metrics"][part] = std::move(values);
  }
  for (std::size_t i = 0; i < comparison.against_first.size(); ++i) {
    const Significance& one = comparison.against_first[i];
    Json entry = {{"run", runs[i + 1].name()}, {"against", runs.front().name()}};
    if (one.reason.empty()) {
      entry.update({{"rows", one.rows},
                    {"replicates", one.replicates},
                    {"difference", one.difference},
                    {"low", one.low},
                    {"high", one.high},
                    {"p_value", one.p_value},
                    {"verdict", one.verdict}});
    } else {
      entry["reason"] = one.reason;
    }
    document["significance"].push_back(std::move(entry));
  }
  return document;
}

std::string in_words(const Significance& significance, const std::string& first) {
  if (!significance.reason.empty()) return "not compared with " + first + ": " + significance.reason;
  const std::string p = " (p " + plot::number_text(std::round(significance.p_value * 1e4) / 1e4) + ")";
  return (significance.verdict == "neither" ? "no significant difference from " : significance.verdict + " than ") + first + p;
}

}  // namespace trainyard::report
