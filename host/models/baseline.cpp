// A prediction that looks at no feature: the yardstick that every other model has to beat. As scikit-learn's DummyRegressor and
// DummyClassifier.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>

#include "host/error/error.hpp"
#include "host/models/families.hpp"
#include "host/models/rows.hpp"

namespace trainyard::models {
namespace {

constexpr int kFormat = 2;

/// Labels with their weights.
struct Labels {
  explicit Labels(const Labelled& data)
      : y(data.y.begin(), data.y.end()), weight(data.weight.begin(), data.weight.end()), columns(data.x->columns), target(data.target) {
    if (weight.empty()) weight.assign(y.size(), 1.0F);
  }

  std::vector<float> y, weight;
  std::size_t columns;
  Target target;
};

/// In the given order with Neumaier's compensation, so it does not drift with the number of rows.
class Sum {
 public:
  void add(double v) {
    const double next = sum_ + v;
    lost_ += std::abs(sum_) >= std::abs(v) ? (sum_ - next) + v : (v - next) + sum_;
    sum_ = next;
  }
  [[nodiscard]] double value() const { return sum_ + lost_; }

 private:
  double sum_ = 0, lost_ = 0;
};

float mean(const Labels& labels) {
  Sum values, weights;
  for (std::size_t i = 0; i < labels.y.size(); ++i) {
    values.add(static_cast<double>(labels.y[i]) * static_cast<double>(labels.weight[i]));
    weights.add(labels.weight[i]);
  }
  return static_cast<float>(values.value() / weights.value());
}

/// The value with half of the weight below and half above it; the mean of two where the halves meet between them.
float median(const Labels& labels) {
  std::vector<std::size_t> order(labels.y.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::erase_if(order, [&](std::size_t i) { return labels.weight[i] == 0; });
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return labels.y[i]; });
  double total = 0, below = 0;
  for (const std::size_t i : order) total += static_cast<double>(labels.weight[i]);
  for (std::size_t at = 0;; ++at) {
    below += static_cast<double>(labels.weight[order[at]]);
    if (2 * below < total && at + 1 < order.size()) continue;
    const double here = labels.y[order[at]];
    const bool between = 2 * below == total && at + 1 < order.size();
    return static_cast<float>(between ? (here + static_cast<double>(labels.y[order[at + 1]])) / 2 : here);
  }
}

/// Weight per distinct value, ascending.
std::map<float, double> shares(const Labels& labels) {
  std::map<float, Sum> sums;
  for (std::size_t i = 0; i < labels.y.size(); ++i) sums[labels.y[i]].add(labels.weight[i]);
  std::map<float, double> out;
  for (const auto& [value, sum] : sums) out[value] = sum.value();
  return out;
}

/// The most frequent value; of equally frequent ones the smallest.
float majority(const Labels& labels) {
  const auto found = shares(labels);
  return std::ranges::max_element(found, {}, [](const auto& entry) { return entry.second; })->first;
}

std::vector<float> probabilities(const std::string& strategy, const Labels& labels) {
  std::vector<float> out(labels.target.width(), 0.0F);
  if (strategy == "majority") {
    out.at(static_cast<std::size_t>(majority(labels))) = 1.0F;
    return out;
  }
  const auto found = shares(labels);
  Sum total;
  for (const auto& [value, share] : found) total.add(share);
  for (const auto& [value, share] : found) out.at(static_cast<std::size_t>(value)) = static_cast<float>(share / total.value());
  return out;
}

std::vector<float> row_for(const std::string& strategy, const Labels& labels) {
  if (labels.target.classifies()) return probabilities(strategy, labels);
  if (strategy == "median") return {median(labels)};
  return {strategy == "majority" ? majority(labels) : mean(labels)};
}

/// The shortest decimal that reads back as this float.
double shortest(float value) {
  char text[32];
  const auto end = std::to_chars(text, text + sizeof text, value).ptr;
  double out = 0;
  std::from_chars(text, end, out);
  return out;
}

class ConstantModel final : public Model {
 public:
  ConstantModel(std::string strategy, std::vector<float> row, std::size_t columns)
      : strategy_(std::move(strategy)), row_(std::move(row)), columns_(columns) {}

  Predictions predict(const Exec&, const features::Matrix& x) const override {
    check_columns(x, columns_);
    check_no_infinity(x);
    Predictions out{.rows = x.rows, .width = row_.size(), .values = {}};
    out.values.reserve(x.rows * row_.size());
    for (std::size_t r = 0; r < x.rows; ++r) out.values.insert(out.values.end(), row_.begin(), row_.end());
    return out;
  }
  Contributions contributions(const Exec&, const features::Matrix& x) const override {
    check_columns(x, columns_);
    Contributions out{.rows = x.rows, .outputs = row_.size() == 2 ? 1 : row_.size(), .columns = columns_, .values = {}};
    out.values.assign(x.rows * out.outputs * (columns_ + 1), 0.0F);
    for (std::size_t i = 0; i < x.rows * out.outputs; ++i) {
      out.values[i * (columns_ + 1) + columns_] = row_.size() == 2 ? row_[1] : row_[i % out.outputs];
    }
    return out;
  }
  std::string file_name() const override { return "model.json"; }
  std::string to_bytes() const override {
    Params document{{"format", kFormat}, {"family", "baseline"}, {"strategy", strategy_}, {"columns", columns_}};
    for (const float value : row_) document["prediction"].push_back(shortest(value));
    return document.dump(2) + "\n";
  }
  Params effective_params() const override { return {{"strategy", strategy_}}; }

 private:
  std::string strategy_;
  std::vector<float> row_;  ///< the prediction of every row
  std::size_t columns_;
};

class PreparedLabels final : public Prepared {
 public:
  explicit PreparedLabels(const Labelled& data) : labels(data) {}
  Labels labels;
};

bool is_model(const nlohmann::json& document) {
  const auto is = [&](const char* key, auto test) { return document.is_object() && document.contains(key) && test(document[key]); };
  const auto numbers = [](const nlohmann::json& list) {
    return list.is_array() && !list.empty() &&
           std::ranges::all_of(list, [](const nlohmann::json& v) { return v.is_number() && std::isfinite(v.get<float>()); });
  };
  return is("format", [](const nlohmann::json& v) { return v == kFormat; }) && is("prediction", numbers) &&
         is("columns", [](const nlohmann::json& v) { return v.is_number_unsigned(); }) &&
         is("strategy", [](const nlohmann::json& v) { return v.is_string(); });
}

class Baseline final : public Family {
 public:
  std::string name() const override { return "baseline"; }
  std::string doc() const override { return "The same prediction for every row, as a yardstick"; }

  const std::vector<ParamSpec>& params() const override {
    constexpr double inf = std::numeric_limits<double>::infinity();
    static const std::vector<ParamSpec> specs{
        {"strategy",
         {},
         nullptr,
         "mean|median|majority|prior",
         -inf,
         inf,
         "For a regression the training target's mean (when not set), its median, or its most frequent value; for a classification the "
         "classes' shares as probabilities (prior, when not set) or the most frequent class for certain. Of equally frequent values the "
         "smallest."}};
    return specs;
  }

  void check_target(const Params& params, const Target& target,
                    const std::function<void(const std::string&, const std::string&)>& problem) const override {
    const auto strategy = chosen(params, target);
    if (strategy == "majority" || target.classifies() == (strategy == "prior")) return;
    problem("strategy", "is " + strategy + ", which is for a " + (target.classifies() ? "regression" : "classification") + ": use " +
                            (target.classifies() ? "prior" : "mean") + ", or leave it out");
  }

  std::unique_ptr<Prepared> prepare(const Exec&, const Labelled& data, const Params&, const Prepared*) const override {
    check_labelled(data);
    check_no_infinity(*data.x);
    return std::make_unique<PreparedLabels>(data);
  }

  std::unique_ptr<Model> fit(const Prepared& train, const Prepared*, const Params& params, const FitSettings& settings) const override {
    if (settings.stop && settings.stop()) throw Error(ExitCode::interrupted, "training was stopped before it began");
    const Labels& labels = dynamic_cast<const PreparedLabels&>(train).labels;
    const auto strategy = chosen(params, labels.target);
    return std::make_unique<ConstantModel>(strategy, row_for(strategy, labels), labels.columns);
  }

  std::unique_ptr<Model> from_bytes(const std::string& bytes) const override {
    const auto document = nlohmann::json::parse(bytes, nullptr, false);
    if (!is_model(document)) throw Error(ExitCode::bad_data, "this is not a baseline model (format 2), or it is damaged");
    return std::make_unique<ConstantModel>(document["strategy"], document["prediction"].get<std::vector<float>>(), document["columns"]);
  }

 private:
  std::string chosen(const Params& params, const Target& target) const {
    const Params all = complete(params);
    if (all.at("strategy").is_string()) return all.at("strategy").get<std::string>();
    return target.classifies() ? "prior" : "mean";
  }
};

}  // namespace

const Family& baseline_family() {
  static const Baseline family;
  return family;
}

}  // namespace trainyard::models
