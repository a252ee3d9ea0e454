#include "host/calibration/calibrator.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "host/error/error.hpp"
#include "host/evaluate/score.hpp"

namespace trainyard::calibration {
namespace {

using nlohmann::ordered_json;

/// In the order in which `auto` prefers what is equally good.
const std::vector<Method>& all_methods() {
  static const std::vector<Method> all{sigmoid_method(), isotonic_method()};
  return all;
}

/// Null for "none".
const Method* find_method(const std::string& name) {
  const auto at = std::ranges::find(all_methods(), name, &Method::name);
  return at == all_methods().end() ? nullptr : &*at;
}

/// One for class 1 of two, else one per class.
std::size_t function_count(const models::Target& target) { return target.classes == 2 ? 1 : target.width(); }

/// The first class that has a function.
std::size_t first_class(std::size_t width) { return width == 2 ? 1 : 0; }

double log_loss(const Exec& exec, const OutOfFold& rows, const models::Predictions& predicted) {
  const std::string metric = "log_loss";
  const auto decided = std::vector<std::int32_t>(rows.actual.size(), 0);  // not looked at
  const auto value = evaluate::score(exec, std::span(&metric, 1),
                                     {.actual = rows.actual,
                                      .predicted = predicted.values,
                                      .decided = decided,
                                      .weight = rows.weight,
                                      .classes = rows.target.classes})[metric];
  return value.is_number() ? value.get<double>() : std::numeric_limits<double>::infinity();
}

/// What functions by `method` that do not know a row say of it.
models::Predictions cross_fitted(const std::string& method, const OutOfFold& rows) {
  models::Predictions out = rows.predicted;
  if (method == "none") return out;
  for (const std::uint32_t fold : std::set<std::uint32_t>(rows.fold.begin(), rows.fold.end())) {
    models::Predictions one = rows.part(fold, false).predicted;
    Calibrator::fit(method, rows.part(fold, true)).apply(one);
    std::size_t next = 0;
    for (std::size_t i = 0; i < out.rows; ++i) {
      if (rows.fold[i] != fold) continue;
      std::ranges::copy(one.row(next++), out.values.begin() + static_cast<std::ptrdiff_t>(i * out.width));
    }
  }
  return out;
}

}  // namespace

OutOfFold OutOfFold::part(std::uint32_t one, bool others) const {
  OutOfFold out{.target = target, .predicted = {.rows = 0, .width = predicted.width, .values = {}}};
  for (std::size_t i = 0; i < actual.size(); ++i) {
    if ((fold[i] == one) == others) continue;
    const auto values = predicted.row(i);
    out.predicted.values.insert(out.predicted.values.end(), values.begin(), values.end());
    out.actual.push_back(actual[i]);
    if (!weight.empty()) out.weight.push_back(weight[i]);
    out.row.push_back(row[i]);
    out.fold.push_back(fold[i]);
  }
  out.predicted.rows = out.actual.size();
  return out;
}

const std::vector<std::string>& methods() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> out{"none"};
    for (const Method& method : all_methods()) out.push_back(method.name);
    return out;
  }();
  return names;
}

Calibrator Calibrator::fit(const std::string& method, const OutOfFold& rows) {
  if (std::ranges::find(methods(), method) == methods().end()) {
    throw Error(ExitCode::bad_config, "unknown calibration '" + method + "'" + suggest(method, methods()));
  }
  Calibrator out;
  if (method == "none") return out;
  const bool counts = rows.weight.empty() ? !rows.actual.empty() : std::ranges::any_of(rows.weight, [](double w) { return w > 0; });
  if (!counts) refuse_calibration("no out-of-fold row has a weight above 0");
  out.method_ = method;
  const std::size_t width = rows.predicted.width, first = first_class(width);
  std::vector<double> said(rows.actual.size()), is(rows.actual.size());
  for (std::size_t f = 0; f < function_count(rows.target); ++f) {
    const std::size_t k = first + f;
    for (std::size_t i = 0; i < said.size(); ++i) {
      said[i] = static_cast<double>(rows.predicted.row(i)[k]);
      is[i] = rows.actual[i] == static_cast<double>(k) ? 1.0 : 0.0;
    }
    out.functions_.push_back(find_method(method)->fit(said, is, rows.weight));
  }
  return out;
}

void Calibrator::apply(models::Predictions& predictions) const {
  if (is_none()) return;
  const std::size_t width = predictions.width, first = first_class(width);
  std::vector<double> row(width);
  for (std::size_t r = 0; r < predictions.rows; ++r) {
    float* const values = predictions.values.data() + r * width;
    double sum = 0;
    for (std::size_t f = 0; f < functions_.size(); ++f) {
      row[first + f] = (*functions_[f])(static_cast<double>(values[first + f]));
      sum += row[first + f];
    }
    if (width == 2) row[0] = 1.0 - row[1];
    for (std::size_t k = 0; k < width; ++k) {
      const double scaled = sum > 0 ? row[k] / sum : 1.0 / static_cast<double>(width);
      values[k] = static_cast<float>(width == 2 ? row[k] : scaled);
    }
  }
}

ordered_json Calibrator::to_json() const {
  ordered_json classes = ordered_json::array();
  for (const auto& function : functions_) classes.push_back(function->to_json());
  return {{"method", method_}, {"classes", std::move(classes)}};
}

Calibrator Calibrator::from_json(const ordered_json& document, const models::Target& target) {
  if (!document.is_object() || !document.contains("method") || !document["method"].is_string()) refuse_calibration("there is no method");
  Calibrator out;
  out.method_ = document["method"];
  if (std::ranges::find(methods(), out.method_) == methods().end()) refuse_calibration("unknown method '" + out.method_ + "'");
  if (out.method_ == "none") return out;
  if (!target.classifies()) refuse_calibration("the model does not classify");
  const ordered_json classes = document.value("classes", ordered_json());
  if (!classes.is_array() || classes.size() != function_count(target)) {
    refuse_calibration("there are not " + std::to_string(function_count(target)) + " functions for " + std::to_string(target.classes) +
                       " classes");
  }
  for (const auto& one : classes) out.functions_.push_back(find_method(out.method_)->read(one));
  return out;
}

Choice choose(const Exec& exec, const OutOfFold& rows) {
  Choice choice{.calibrator = {}, .tried = ordered_json::object()};
  double least = std::numeric_limits<double>::infinity();
  std::string best = "none";
  for (const std::string& method : methods()) {
    const double loss = log_loss(exec, rows, cross_fitted(method, rows));
    choice.tried[method] = std::isfinite(loss) ? ordered_json(loss) : ordered_json();
    if (loss >= least) continue;
    least = loss;
    best = method;
  }
  choice.calibrator = Calibrator::fit(best, rows);
  return choice;
}

}  // namespace trainyard::calibration
