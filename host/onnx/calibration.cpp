#include "host/onnx/calibration.hpp"

#include <nlohmann/json.hpp>
#include <vector>

#include "host/onnx/columns.hpp"
#include "host/onnx/functions.hpp"

namespace trainyard::onnx {
namespace {

Tensor sigmoid(double slope, double intercept, const Tensor& probability) {
  constexpr double least = 0x1p-24;
  const Tensor raised = choose(probability < least, least, probability);
  const Tensor p = choose(raised > 1.0 - least, 1.0 - least, raised);
  const Tensor score = slope * (logarithm(p) - log1p(-p)) + intercept;
  const Tensor decay = exponential(-absolute(score));
  return choose(score < 0.0, decay / (1.0 + decay), 1.0 / (1.0 + decay));
}

/// Linear between places x, constant beyond the first and the last.
Tensor isotonic(const std::vector<double>& x, const std::vector<double>& y, const Tensor& p) {
  Graph& graph = *p.graph;
  if (x.size() == 1) return choose(is_missing(p), p, y.front());
  const auto last = static_cast<double>(x.size() - 2);
  std::vector<double> slopes;
  for (std::size_t i = 0; i + 1 < x.size(); ++i) slopes.push_back((y[i + 1] - y[i]) / (x[i + 1] - x[i]));
  const auto axis = [&](const std::vector<double>& table) { return graph.numbers(table, {static_cast<std::int64_t>(table.size())}); };
  const Tensor upto = row_sum(to_double(graph.numbers(x, {1, static_cast<std::int64_t>(x.size())}) <= p)) - 1.0;
  const Tensor bounded = choose(upto < 0.0, 0.0, choose(upto > last, last, upto));
  const Tensor place = to_integer(bounded), next = to_integer(bounded + 1.0);
  const Tensor low = gather(axis(y), place), high = gather(axis(y), next);
  const Tensor between = gather(axis(slopes), place) * (p - gather(axis(x), place)) + low;
  const Tensor inside = choose(between < low, low, choose(between > high, high, between));
  return choose(p <= x.front(), y.front(), choose(p >= x.back(), y.back(), inside));
}

Tensor corrected(const std::string& method, const nlohmann::ordered_json& function, const Tensor& probability) {
  if (method == "sigmoid") return sigmoid(function.at("slope"), function.at("intercept"), probability);
  if (method == "isotonic") return isotonic(function.at("x"), function.at("y"), probability);
  refuse("probabilities that are calibrated by " + method + " have no form in ONNX yet", "use sigmoid or isotonic");
}

}  // namespace

Tensor calibrated(const calibration::Calibrator& calibrator, const Tensor& probabilities, std::size_t width) {
  if (calibrator.is_none()) return probabilities;
  const Tensor said = to_double(probabilities);
  const auto functions = calibrator.to_json().at("classes");
  const std::int64_t first = width == 2 ? 1 : 0;
  std::vector<Tensor> parts;
  for (std::size_t f = 0; f < functions.size(); ++f) {
    parts.push_back(corrected(calibrator.method(), functions[f], columns(said, {first + static_cast<std::int64_t>(f)})));
  }
  if (width == 2) return to_float(beside({1.0 - parts.front(), parts.front()}));
  const Tensor all = beside(parts), sum = row_sum(all);
  return to_float(choose(sum > 0.0, all / sum, 1.0 / static_cast<double>(width)));
}

Ends ends(const calibration::PredictionInterval& interval, const Tensor& predictions) {
  constexpr double unit = 0x1p-23;  // at least one in the last place of a float
  const Tensor value = to_double(predictions), low = value - interval.radius, high = value + interval.radius;
  const auto rounded = [](const Tensor& end) { return to_double(to_float(end)); };
  const Tensor lower = rounded(low), upper = rounded(high);
  return {to_float(choose(lower > low, lower - absolute(lower) * unit, lower)),
          to_float(choose(upper < high, upper + absolute(upper) * unit, upper))};
}

}  // namespace trainyard::onnx
