#include <algorithm>
#include <cmath>
#include <limits>

#include "host/error/error.hpp"
#include "host/evaluate/finite.hpp"
#include "host/search/study.hpp"

namespace trainyard::search {

using nlohmann::ordered_json;

namespace {

double number_or_nan(const ordered_json& value) {
  return value.is_number() ? value.get<double>() : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace

ordered_json Trial::to_json() const {
  ordered_json out = {
      {"number", number}, {"state", state}, {"params", params}, {"value", evaluate::finite_or_null(value)}, {"folds", folds}};
  for (const Rung& rung : rungs) out["rungs"].push_back({{"round", rung.round}, {"value", evaluate::finite_or_null(rung.value)}});
  if (!reason.empty()) out["reason"] = reason;
  if (violations.is_object()) {
    out["feasible"] = violations.empty();
    out["violations"] = violations;
  }
  out["start_time"] = start_time;
  out["end_time"] = end_time;
  return out;
}

Trial Trial::from_json(const ordered_json& document) {
  try {
    Trial trial{.number = document.at("number"),
                .state = document.at("state"),
                .params = document.at("params"),
                .value = number_or_nan(document.at("value")),
                .folds = document.at("folds"),
                .reason = document.value("reason", ""),
                .start_time = document.at("start_time"),
                .end_time = document.at("end_time"),
                .violations = document.value("violations", ordered_json())};
    if (document.contains("rungs")) {
      for (const auto& rung : document["rungs"]) trial.rungs.push_back({rung.at("round"), number_or_nan(rung.at("value"))});
    }
    return trial;
  } catch (const nlohmann::json::exception& e) {
    throw Error(ExitCode::bad_data, std::string("not a trial's record: ") + e.what() + "; start afresh with --new");
  }
}

double Trial::violation() const {
  double sum = 0;
  for (const auto& [quantity, amount] : violations.items()) sum += amount.get<double>();
  return sum;
}

ordered_json Trial::mean_scores() const {
  ordered_json out = ordered_json::object();
  if (folds.empty()) return out;
  for (const auto& [metric, first] : folds.front().at("scores").items()) {
    double sum = 0;
    for (const auto& fold : folds) sum += number_or_nan(fold.at("scores").at(metric));
    out[metric] = sum / static_cast<double>(folds.size());
  }
  return out;
}

int Trial::rounds() const {
  if (folds.empty()) return 0;
  double sum = 0;
  for (const auto& fold : folds) sum += fold.at("rounds").get<int>();
  return sum == 0 ? 0 : std::max(1, static_cast<int>(std::lround(sum / static_cast<double>(folds.size()))));
}

Course Trial::course(const std::string& metric) const {
  Course out{.number = number, .complete = state == "complete"};
  if (state == "failed") return out;
  if (violation() > 0) return {.number = number};  // no measure for those that may be chosen
  out.rungs = rungs;
  for (const auto& fold : folds) out.folds.push_back(number_or_nan(fold.at("scores").at(metric)));
  return out;
}

double Trial::seen() const {
  if (!folds.empty()) return static_cast<double>(folds.size());
  return 1 - 1 / static_cast<double>(1 + rungs.size());
}

}  // namespace trainyard::search
