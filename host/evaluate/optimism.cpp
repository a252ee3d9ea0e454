#include "host/evaluate/optimism.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "host/evaluate/digits.hpp"
#include "host/evaluate/percent.hpp"
#include "host/evaluate/score.hpp"

namespace trainyard::evaluate {
namespace {

using nlohmann::ordered_json;

constexpr double kTooGood = 0.25, kOverfit = 0.3;
constexpr std::size_t kFewRows = 30;

}  // namespace

std::vector<Warning> optimism(const ordered_json& metrics, const ordered_json& training_baseline, std::size_t test_rows) {
  const std::string metric = metrics.at("metric");
  const auto value_in = [&](const char* part) -> std::optional<double> {
    const auto found = metrics.find(part);
    if (found == metrics.end() || !found->is_object() || !found->contains(metric) || !(*found)[metric].is_number()) return std::nullopt;
    return (*found)[metric].get<double>();
  };
  const auto error = [&](double value) { return greater_is_better(metric) ? 1 - value : value; };
  const auto train = value_in("train"), cv = value_in("cv"), test = value_in("test"), baseline = value_in("baseline");
  std::vector<Warning> found;
  if (!test || test_rows == 0) return found;
  const double margin = std::max(kTooGood, 4 / std::sqrt(static_cast<double>(test_rows)));
  if (cv && error(*cv) > 0 && error(*test) < (1 - margin) * error(*cv)) {
    found.push_back({"test_too_good", metric + " is " + six_digits(*test) + " on the test rows and " + six_digits(*cv) +
                                          " in cross-validation: are the test rows easier than others, or known to the training rows?"});
  }
  const bool compares = train && baseline && error(*baseline) > 0 && test_rows >= kFewRows && training_baseline.is_number();
  const double of_training = compares ? error(training_baseline.get<double>()) : 0;
  if (of_training > 0) {
    const double saved_train = 1 - error(*train) / of_training, saved_test = 1 - error(*test) / error(*baseline);
    if (saved_train - saved_test > kOverfit) {
      found.push_back(
          {"overfitting", metric + " is " + six_digits(*train) + " on the training rows and " + six_digits(*test) +
                              " on the test rows: of the baseline's error the model saves " + percent_text(saved_train, 0) + " there and " +
                              percent_text(saved_test, 0) +
                              " here. It has learned the training rows by heart; use a simpler model, stop earlier, or add rows"});
    }
  }
  return found;
}

}  // namespace trainyard::evaluate
