// A constant prediction: the yardstick that every other model has to beat.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <map>

#include "host/error/error.hpp"
#include "host/models/families.hpp"
#include "host/models/rows.hpp"

namespace trainyard::models {
namespace {

constexpr int kFormat = 1;

/// Rounded once to float; the sum runs in row order with Neumaier's compensation, so it does not drift with the number of rows.
float mean(const std::vector<float>& y) {
  double sum = 0, lost = 0;
  for (const float value : y) {
    const double v = value;
    const double next = sum + v;
    lost += std::abs(sum) >= std::abs(v) ? (sum - next) + v : (v - next) + sum;
    sum = next;
  }
  return static_cast<float>((sum + lost) / static_cast<double>(y.size()));
}

/// The middle value; of an even number of rows the mean of the two middle ones.
float median(std::vector<float> y) {
  const auto middle = y.begin() + static_cast<std::ptrdiff_t>(y.size() / 2);
  std::ranges::nth_element(y, middle);
  if (y.size() % 2 == 1) return *middle;
  return static_cast<float>((static_cast<double>(*middle) + *std::max_element(y.begin(), middle)) / 2);
}

/// The most frequent value; of equally frequent ones the smallest.
float majority(const std::vector<float>& y) {
  std::map<float, std::size_t> counts;
  for (const float value : y) ++counts[value];
  return std::ranges::max_element(counts, {}, [](const auto& entry) { return entry.second; })->first;
}

float constant(const std::string& strategy, const std::vector<float>& y) {
  if (strategy == "median") return median(y);
  return strategy == "majority" ? majority(y) : mean(y);
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
  ConstantModel(std::string strategy, float value, std::size_t columns)
      : strategy_(std::move(strategy)), value_(value), columns_(columns) {}

  std::vector<float> predict(const Exec&, const features::Matrix& x) const override {
    if (x.columns != columns_) {
      throw Error(ExitCode::bad_data,
                  "the model was trained on " + std::to_string(columns_) + " feature columns, the data has " + std::to_string(x.columns));
    }
    check_no_infinity(x);
    return std::vector<float>(x.rows, value_);
  }
  std::string file_name() const override { return "model.json"; }
  std::string to_bytes() const override {
    const Params document{
        {"format", kFormat}, {"family", "baseline"}, {"strategy", strategy_}, {"columns", columns_}, {"prediction", shortest(value_)}};
    return document.dump(2) + "\n";
  }
  Params effective_params() const override { return {{"strategy", strategy_}}; }

 private:
  std::string strategy_;
  float value_;
  std::size_t columns_;
};

class PreparedLabels final : public Prepared {
 public:
  explicit PreparedLabels(const Labelled& data) : y(data.y.begin(), data.y.end()), columns(data.x->columns) {}

  std::vector<float> y;
  std::size_t columns;
};

class Baseline final : public Family {
 public:
  std::string name() const override { return "baseline"; }
  std::string doc() const override { return "One constant for every row: the yardstick for the others"; }

  const std::vector<ParamSpec>& params() const override {
    constexpr double inf = std::numeric_limits<double>::infinity();
    static const std::vector<ParamSpec> specs{
        {"strategy",
         {},
         "mean",
         "mean|median|majority",
         -inf,
         inf,
         "The training target's mean, its median, or its most frequent value (the smallest of equally frequent ones)."}};
    return specs;
  }

  std::unique_ptr<Prepared> prepare(const Exec&, const Labelled& data, const Params&, const Prepared*) const override {
    check_labelled(data);
    check_no_infinity(*data.x);
    return std::make_unique<PreparedLabels>(data);
  }

  std::unique_ptr<Model> fit(const Prepared& train, const Prepared*, const Params& params, const FitSettings& settings) const override {
    if (settings.stop && settings.stop()) throw Error(ExitCode::interrupted, "training was stopped before it began");
    const auto& data = dynamic_cast<const PreparedLabels&>(train);
    const auto strategy = complete(params).at("strategy").get<std::string>();
    return std::make_unique<ConstantModel>(strategy, constant(strategy, data.y), data.columns);
  }

  std::unique_ptr<Model> from_bytes(const std::string& bytes) const override {
    const auto document = nlohmann::json::parse(bytes, nullptr, false);
    const auto is = [&](const char* key, auto test) { return document.is_object() && document.contains(key) && test(document[key]); };
    const auto number = [](const nlohmann::json& v) { return v.is_number() && std::isfinite(v.get<float>()); };
    const auto count = [](const nlohmann::json& v) { return v.is_number_unsigned(); };
    if (!is("format", [](const nlohmann::json& v) { return v == kFormat; }) || !is("prediction", number) || !is("columns", count) ||
        !is("strategy", [](const nlohmann::json& v) { return v.is_string(); })) {
      throw Error(ExitCode::bad_data, "this is not a baseline model (format 1), or it is damaged");
    }
    return std::make_unique<ConstantModel>(document["strategy"], document["prediction"].get<float>(), document["columns"]);
  }
};

}  // namespace

const Family& baseline_family() {
  static const Baseline family;
  return family;
}

}  // namespace trainyard::models
