#include "host/features/selection.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "host/config/scalar.hpp"
#include "host/error/error.hpp"
#include "kernels/select/select.hpp"

namespace trainyard::features {
namespace {

using config::number_text;
using kernels::MatrixView;
using kernels::select::Keep;
using kernels::select::Sample;
using kernels::select::Score;
using kernels::select::Selector;
using Columns = std::vector<std::uint32_t>;

const Selector& selector_of(const SelectStep& step) {
  const Selector* selector = kernels::select::find_selector(step.method);
  if (selector == nullptr) throw Error(ExitCode::bug, "there is no way to select features that is called '" + step.method + "'");
  return *selector;
}

std::string place(std::size_t step, const Selector& selector) {
  return "features.select[" + std::to_string(step) + "] (" + std::string(selector.name) + ")";
}

// How many of the scores (ascending, none NaN) lie above the percentile counted from the top, as SelectPercentile has it: it takes the
// percentile between two scores, and of those equal to it as many as are left of the share.
std::size_t count_of_percentile(const std::vector<double>& ascending, double percentile) {
  const auto count = static_cast<double>(ascending.size());
  if (percentile == 100.0) return ascending.size();
  const double position = (100.0 - percentile) / 100.0 * (count - 1.0);
  const auto low = static_cast<std::size_t>(std::floor(position)), high = static_cast<std::size_t>(std::ceil(position));
  if (ascending[low] < ascending[high]) return ascending.size() - high;
  return static_cast<std::size_t>(count * percentile / 100.0);
}

/// The features in the order of their scores, the best first; of equal ones the earlier.
std::vector<std::size_t> ranked(const std::vector<double>& scores) {
  std::vector<std::size_t> order(scores.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return scores[a] > scores[b]; });
  return order;
}

std::size_t count_to_keep(const SelectStep& step, std::vector<double> scores) {
  if (step.k > 0) return std::min(static_cast<std::size_t>(step.k), scores.size());
  std::ranges::sort(scores);
  return std::max<std::size_t>(count_of_percentile(scores, step.percentile), 1);
}

std::vector<bool> best(const SelectStep& step, const std::vector<Score>& found) {
  std::vector<double> scores;
  scores.reserve(found.size());
  for (const Score& score : found) scores.push_back(std::isnan(score.value) ? -std::numeric_limits<double>::infinity() : score.value);
  std::vector<bool> stays(scores.size());
  const std::vector<std::size_t> order = ranked(scores);
  for (std::size_t i = 0; i < count_to_keep(step, scores); ++i) stays[order[i]] = true;
  return stays;
}

std::vector<bool> who_stays(const SelectStep& step, Keep keep, const std::vector<Score>& scores) {
  if (keep == Keep::best) return best(step, scores);
  std::vector<bool> stays;
  stays.reserve(scores.size());
  for (const Score& score : scores) stays.push_back((score.value > step.threshold) == (keep == Keep::above));
  return stays;
}

/// One run of select().
class Selection {
 public:
  Selection(const Exec& exec, MatrixView<const float> x, const std::vector<std::string>& names, std::span<const double> y, int classes)
      : sample_(exec, x, y, classes), x_(x), names_(names), kept_(x.columns) {
    std::iota(kept_.begin(), kept_.end(), 0U);
  }

  void apply(std::size_t number, const SelectStep& step, const Importance& importance, std::vector<SelectionReport>* why) {
    const Selector& selector = selector_of(step);
    if (selector.non_negative) refuse_negative(number, selector);
    const std::vector<Score> scores = scores_of(selector, step, importance);
    const std::vector<bool> stays = who_stays(step, selector.keep, scores);
    if (std::ranges::find(stays, true) == stays.end()) refuse_to_drop_all(number, selector, step, scores.back());
    Columns left;
    for (std::size_t i = 0; i < kept_.size(); ++i) {
      if (stays[i]) {
        left.push_back(kept_[i]);
      } else if (why != nullptr) {
        why->push_back({kept_[i], number, scores[i].value, reason(selector, step, scores[i])});
      }
    }
    kept_ = std::move(left);
  }

  [[nodiscard]] const Columns& kept() const noexcept { return kept_; }

 private:
  [[nodiscard]] std::vector<Score> scores_of(const Selector& selector, const SelectStep& step, const Importance& importance) const {
    if (selector.scores != nullptr) return selector.scores(sample_, kept_, step.threshold);
    const std::vector<double> given = importance(kept_);
    if (given.size() != kept_.size()) {
      throw Error(ExitCode::bug, std::to_string(given.size()) + " importances for " + std::to_string(kept_.size()) + " features");
    }
    std::vector<Score> scores;
    scores.reserve(given.size());
    for (const double value : given) scores.push_back({.value = value});
    return scores;
  }

  void refuse_negative(std::size_t number, const Selector& selector) const {
    for (const std::uint32_t c : kept_) {
      const std::span<const float> values(x_.column(c).data, x_.rows);
      const auto negative = std::ranges::find_if(values, [](float value) { return value < 0.0F; });
      if (negative == values.end()) continue;
      throw Error(ExitCode::bad_config, place(number, selector) + ": the feature '" + names_[c] + "' has negative numbers, such as " +
                                            number_text(static_cast<double>(*negative)) +
                                            "; scale it with minmax, or use anova_f or mutual_info");
    }
  }

  [[noreturn]] void refuse_to_drop_all(std::size_t number, const Selector& selector, const SelectStep& step, const Score& last) const {
    throw Error(ExitCode::bad_data, place(number, selector) + ": no feature is left; " + std::to_string(kept_.size()) +
                                        " came to this step, the last one '" + names_[kept_.back()] + "': " + reason(selector, step, last) +
                                        "; change the threshold or take the step out");
  }

  [[nodiscard]] std::string reason(const Selector& selector, const SelectStep& step, const Score& score) const {
    const std::string name = &selector == kernels::select::find_selector("missing") ? "missing fraction" : std::string(selector.name);
    std::string text = std::isnan(score.value) ? "no " + name : name + " " + number_text(score.value);
    if (score.partner >= 0) text += " with '" + names_[static_cast<std::size_t>(score.partner)] + "'";
    switch (selector.keep) {
      case Keep::above:
        return text + " is not above " + number_text(step.threshold);
      case Keep::at_most:
        return text + " is above " + number_text(step.threshold);
      case Keep::best:
        break;
    }
    return text + " is not among the best " + (step.k > 0 ? std::to_string(step.k) : number_text(step.percentile) + " %");
  }

  Sample sample_;
  MatrixView<const float> x_;
  const std::vector<std::string>& names_;
  Columns kept_;
};

void check_task(const SelectOptions& options, int classes) {
  for (std::size_t i = 0; i < options.steps.size(); ++i) {
    const Selector& selector = selector_of(options.steps[i]);
    if (classes > 0 || !selector.classification_only) continue;
    throw Error(ExitCode::bad_config,
                place(i, selector) + ": is for a classification, and the target is a number; use anova_f or mutual_info");
  }
}

}  // namespace

Columns select(const Exec& exec, const SelectOptions& options, MatrixView<const float> x, const std::vector<std::string>& names,
               std::span<const double> y, int classes, const Importance& importance, std::vector<SelectionReport>* why) {
  if (names.size() != x.columns) {
    throw Error(ExitCode::bug, std::to_string(names.size()) + " names for " + std::to_string(x.columns) + " features");
  }
  check_task(options, classes);
  if (options.steps.empty()) {
    Columns all(x.columns);
    std::iota(all.begin(), all.end(), 0U);
    return all;
  }
  if (x.rows == 0 || x.columns == 0) {
    throw Error(ExitCode::bad_data, "features.select: there is no row or no feature to select from");
  }
  Selection selection(exec, x, names, y, classes);
  for (std::size_t i = 0; i < options.steps.size(); ++i) selection.apply(i, options.steps[i], importance, why);
  return selection.kept();
}

}  // namespace trainyard::features
