#include "host/pipeline/gate_stage.hpp"

#include <algorithm>
#include <cmath>

#include "host/error/error.hpp"
#include "host/evaluate/gate.hpp"
#include "host/evaluate/percent.hpp"
#include "host/evaluate/row_sample.hpp"
#include "host/evaluate/score.hpp"
#include "host/pipeline/known_rows.hpp"
#include "host/pipeline/measure.hpp"
#include "host/pipeline/production.hpp"
#include "host/report/run_files.hpp"

namespace trainyard::pipeline {
namespace {

using evaluate::Verdict;
using nlohmann::ordered_json;

std::optional<double> number(const ordered_json& value) {
  return value.is_number() ? std::optional<double>(value.get<double>()) : std::nullopt;
}

/// In milliseconds: what 99 of 100 predictions of one test row took at most, each with its features made of the row.
double latency_p99(const Exec& exec, const Data& data, const Evaluated& evaluated) {
  constexpr std::size_t asked = 300, unmeasured = 20;
  const auto rows = evaluate::sample_rows(data.split.test, asked);
  std::vector<double> took;
  for (std::size_t i = 0; i < asked + unmeasured; ++i) {
    const std::uint32_t row = rows[i % rows.size()];
    const auto start = std::chrono::steady_clock::now();
    (void)evaluated.bundle->predict(exec, data.table, std::span(&row, 1));
    if (i >= unmeasured) took.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
  }
  std::ranges::sort(took);
  return took[took.size() * 99 / 100];
}

class Judge {
 public:
  Judge(const Plan& plan, const Data& data, const Evaluated& evaluated, const ordered_json& evaluation,
        const std::optional<Production>& production)
      : plan_(plan), data_(data), evaluated_(evaluated), evaluation_(evaluation), production_(production) {}

  Verdict judge(const Gate& gate) {
    if (gate.rule == Gate::Rule::better_than_baseline) return against_baseline(gate);
    if (gate.rule == Gate::Rule::not_worse_than_production) return against_production(gate);
    const auto value = value_of(gate);
    Verdict verdict = gate.rule == Gate::Rule::max ? evaluate::within_max(gate.metric, value, gate.limit)
                                                   : evaluate::within_min(gate.metric, value, gate.limit);
    verdict.group = gate.group;
    if (gate.metric == "coverage" && evaluated_.bundle && !evaluated_.bundle->interval) {
      verdict.text = "the model has no prediction intervals; ask for them by model.prediction_intervals";
    }
    return verdict;
  }

 private:
  [[nodiscard]] std::optional<double> metric_of(const std::string& metric, const models::Predictions& predicted, double threshold) const {
    if (!evaluated_.bundle) return std::nullopt;
    const Measured measured(data_.goal, data_.split.test, predicted, threshold);
    return number(evaluate::score(plan_.device.exec, std::span(&metric, 1), measured.sample)[metric]);
  }
  [[nodiscard]] std::optional<double> own(const std::string& metric) const {
    return metric_of(metric, evaluated_.predicted, evaluated_.bundle ? evaluated_.bundle->threshold : 0.5);
  }

  std::optional<double> value_of(const Gate& gate) const {
    if (gate.of_rows) return own(gate.metric);
    if (gate.metric == "quarantined_share") {
      const auto bad = static_cast<double>(data_.dataset.quarantined());
      return bad / (bad + static_cast<double>(data_.dataset.rows()));
    }
    if (!evaluated_.bundle) return std::nullopt;
    if (gate.metric == "coverage") {
      const auto& intervals = evaluated_.metrics.value("prediction_intervals", ordered_json::object());
      return number(intervals.value("coverage", ordered_json()));
    }
    if (gate.metric == "latency_p99_ms") return latency_p99(plan_.device.exec, data_, evaluated_);
    const ordered_json& measures = evaluation_.at("fairness").at(gate.group);
    return measures.contains(gate.metric) ? number(measures[gate.metric]) : std::nullopt;
  }

  Verdict against_baseline(const Gate& gate) const {
    Verdict verdict{.metric = gate.metric, .rule = "better_than", .value = own(gate.metric), .limit = std::nullopt};
    const auto other = metric_of(gate.metric, evaluated_.baseline, 0.5);
    if (!verdict.value || !other) {
      verdict.text = "is not defined for the test rows of the model or the baseline";
      return verdict;
    }
    verdict.limit = evaluate::better_by(gate.metric, *other, gate.limit);
    const bool up = evaluate::greater_is_better(gate.metric);
    // "Better by nothing" is better all the same.
    const bool reaches = up ? *verdict.value >= *verdict.limit : *verdict.value <= *verdict.limit;
    verdict.passed = reaches && *verdict.value != *other;
    verdict.text = "baseline " + report::value_text(*other) + (gate.limit > 0 ? ", by " + evaluate::percent_text(gate.limit) : "");
    return verdict;
  }

  Verdict against_production(const Gate& gate) {
    Verdict verdict{.metric = gate.metric, .rule = "not_worse_than", .value = own(gate.metric), .limit = std::nullopt};
    if (!production_) {
      verdict.passed = true;
      verdict.text = "nothing to compare with: no model is in Production";
      return verdict;
    }
    if (!verdict.value) {
      verdict.text = "is not defined for the test rows";
      return verdict;
    }
    try {
      if (!other_) other_ = predict_with(production_->bundle, plan_, data_);
      compare(gate, *other_, verdict);
    } catch (const Error& error) {
      verdict.text = std::string("the model in Production does not predict these rows: ") + error.what();
      return verdict;
    }
    verdict.text += what_it_knows();
    return verdict;
  }

  /// Whether the model in Production has learned some of the test rows, as words after others; "" when it has not, or its run is not there.
  std::string what_it_knows() const {
    try {
      const std::size_t known = rows_it_knows(production_->run, data_);
      if (known == 0) return "";
      return "; " + std::to_string(known) + " of " + std::to_string(data_.split.test.size()) +
             " test rows were training rows of the model in Production, so its value is too good";
    } catch (const Error& error) {
      return std::string("; whether the model in Production was trained on these rows is not known: ") + error.what();
    }
  }

  void compare(const Gate& gate, const OtherModel& other, Verdict& verdict) const {
    const auto theirs = metric_of(gate.metric, other.predicted, other.threshold);
    if (!theirs) {
      verdict.text = "is not defined for the model in Production";
      return;
    }
    verdict.limit = evaluate::better_by(gate.metric, *theirs, -gate.limit);
    const bool up = evaluate::greater_is_better(gate.metric);
    verdict.passed = up ? *verdict.value >= *verdict.limit : *verdict.value <= *verdict.limit;
    verdict.text =
        "Production " + report::value_text(*theirs) + (gate.limit > 0 ? ", tolerance " + evaluate::percent_text(gate.limit) : "");
    const Measured ours(data_.goal, data_.split.test, evaluated_.predicted, evaluated_.bundle->threshold);
    const Measured of_other(data_.goal, data_.split.test, other.predicted, other.threshold);
    const auto range = paired_interval(plan_, gate.metric, ours.sample, of_other.sample);
    if (!range) return;
    const bool by_chance = up ? range->high >= 0 : range->low <= 0;
    verdict.text += "; difference " + report::value_text(*verdict.value - *theirs) + ", 95 % interval " + report::value_text(range->low) +
                    " … " + report::value_text(range->high);
    if (!verdict.passed && by_chance) {
      verdict.passed = true;
      verdict.text += ": may be chance";
    }
  }

  const Plan& plan_;
  const Data& data_;
  const Evaluated& evaluated_;
  const ordered_json& evaluation_;
  const std::optional<Production>& production_;
  std::optional<OtherModel> other_;
};

}  // namespace

ordered_json gate_stage(const Plan& plan, const Data& data, const Evaluated& evaluated, const ordered_json& evaluation,
                        const std::optional<Production>& production) {
  if (plan.gates.empty()) return nullptr;
  Judge judge(plan, data, evaluated, evaluation, production);
  std::vector<Verdict> verdicts;
  for (const Gate& gate : plan.gates) verdicts.push_back(judge.judge(gate));
  return evaluate::verdicts_json(verdicts);
}

}  // namespace trainyard::pipeline
