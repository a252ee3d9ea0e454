#include "host/monitor/drift.hpp"

#include <cmath>
#include <numeric>

#include "host/dataset/parallel_for.hpp"
#include "host/error/error.hpp"
#include "host/evaluate/finite.hpp"
#include "host/monitor/bins_json.hpp"
#include "host/monitor/p_values.hpp"

namespace trainyard::monitor {
namespace {

using kernels::drift::Result;
using nlohmann::ordered_json;

struct Compared {
  std::string column;
  dataset::ColumnType type = dataset::ColumnType::floating;
  bool is_compared = false;
  Limits limits = {};
  Result result = {};
  double p_corrected = std::nan("");
  ordered_json bins = nullptr;

  [[nodiscard]] bool drifted() const {
    if (std::isnan(result.statistic)) return false;
    return (!limits.max || result.statistic > *limits.max) && (!limits.alpha || p_corrected < *limits.alpha);
  }
};

Result compare(const Limits& limits, const ColumnReference& was, const ColumnReference& now) {
  if (was.is_category()) {
    const AlignedCounts counts = aligned(was, now);
    return limits.test->of_categories({counts.reference, counts.current});
  }
  const auto reference = was.numbers(), current = now.numbers();
  return limits.test->of_numbers(reference.sample(), current.sample());
}

Compared compared(const Limits& limits, const ColumnReference& was, const ColumnReference& now) {
  Compared one{.column = now.name, .type = now.type, .is_compared = true, .limits = limits, .result = compare(limits, was, now)};
  one.p_corrected = one.result.p_value;
  one.bins = bins_json(was, now);
  return one;
}

ordered_json entry(const Compared& one) {
  ordered_json out = {{"column", one.column},
                      {"type", dataset::type_name(one.type)},
                      {"test", one.limits.test->name},
                      {"statistic", evaluate::finite_or_null(one.result.statistic)}};
  if (one.limits.test->has_p_value) {
    out["p_value"] = evaluate::finite_or_null(one.result.p_value);
    out["p_corrected"] = evaluate::finite_or_null(one.p_corrected);
  }
  if (one.limits.max) out["max"] = *one.limits.max;
  if (one.limits.alpha) out["alpha"] = *one.limits.alpha;
  out["drifted"] = one.drifted();
  out["bins"] = one.bins;
  return out;
}

/// The statistic and its limit decide, or the p-value where that alone does.
Alert alert(const Compared& one, const std::string& kind) {
  const std::string test(one.limits.test->name);
  std::string what = kind == "prediction_drift" ? "predictions" : one.column;
  what += ": " + test + " is " + short_number(one.result.statistic);
  if (one.limits.max) what += ", above " + short_number(*one.limits.max);
  if (one.limits.alpha) what += ", p " + short_number(one.p_corrected) + ", below " + short_number(*one.limits.alpha);
  return {.kind = kind,
          .column = kind == "prediction_drift" ? "" : one.column,
          .test = test,
          .value = one.limits.max ? one.result.statistic : one.p_corrected,
          .limit = one.limits.max ? *one.limits.max : *one.limits.alpha,
          .text = what};
}

void correct(std::vector<Compared>& all, Correction correction) {
  std::vector<double> p_values;
  for (const Compared& one : all) {
    if (!std::isnan(one.result.p_value)) p_values.push_back(one.result.p_value);
  }
  p_values = corrected(std::move(p_values), correction);
  auto next = p_values.begin();
  for (Compared& one : all) {
    if (!std::isnan(one.result.p_value)) one.p_corrected = *next++;
  }
}

}  // namespace

ColumnChecks compare_columns(const Exec& exec, const DriftOptions& options, const Reference& reference, const dataset::Table& table) {
  ColumnChecks checks{.drift = {.document = {{"correction", correction_name(options.correction)}, {"columns", ordered_json::array()}}}};
  checks.quality.resize(reference.columns.size());
  std::vector<Compared> all(reference.columns.size());
  std::vector<std::uint32_t> rows(table.rows());
  std::iota(rows.begin(), rows.end(), 0U);
  dataset::parallel_for(all.size(), all.size() * rows.size(), exec.threads, [&](std::size_t i) {
    const ColumnReference& was = reference.columns[i];
    const dataset::Column* column = table.find(was.name);
    if (column == nullptr) throw Error(ExitCode::bug, "the table lacks the column '" + was.name + "'");
    const ColumnReference now = describe(*column, rows, Detail::whole);
    checks.quality[i] = quality_of(was, now);
    if (was.personal || now.personal || was.is_category() != now.is_category()) return;
    all[i] = compared(options.of_column(now.name, now.is_category()), was, now);
  });
  correct(all, options.correction);
  for (const Compared& one : all) {
    if (!one.is_compared) continue;
    checks.drift.document["columns"].push_back(entry(one));
    if (one.drifted()) checks.drift.alerts.push_back(alert(one, "feature_drift"));
  }
  return checks;
}

Finding check_predictions(const DriftOptions& options, const Reference& reference, const ColumnReference& predictions) {
  if (!reference.predictions) return {.document = nullptr};
  const ColumnReference& was = reference.predictions->column;
  const Compared one = compared(options.of_predictions(was.is_category()), was, predictions);
  Finding finding{.document = entry(one)};
  finding.document["of"] = reference.predictions->of;
  finding.document["reference_rows"] = reference.predictions->rows;
  if (one.drifted()) finding.alerts.push_back(alert(one, "prediction_drift"));
  return finding;
}

}  // namespace trainyard::monitor
