#include "host/features/window_function.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <deque>
#include <functional>
#include <limits>
#include <numeric>
#include <set>
#include <string>

#include "host/error/error.hpp"
#include "host/features/exact_moments.hpp"

namespace trainyard::features {
namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

/// Functions that do not depend on the order of the values.
class Unordered : public RunningWindow {
 public:
  double value_with(double value) override {
    push(value);
    const double result = this->value();
    pop(value);
    return result;
  }
};

class Count final : public Unordered {
 public:
  void push(double) override { ++count_; }
  void pop(double) override { --count_; }
  [[nodiscard]] double value() const override { return static_cast<double>(count_); }

 private:
  std::int64_t count_ = 0;
};

template <double (ExactMoments::*statistic)() const>
class Moments final : public Unordered {
 public:
  void push(double value) override { moments_.add(value); }
  void pop(double value) override { moments_.remove(value); }
  [[nodiscard]] double value() const override { return (moments_.*statistic)(); }

 private:
  ExactMoments moments_;
};

/// Keeps the values that may still become the extreme one: each beats all that came after it.
template <class Better>
class Extreme final : public RunningWindow {
 public:
  void push(double value) override {
    while (!kept_.empty() && !Better()(kept_.back().value, value)) kept_.pop_back();
    kept_.push_back({pushed_++, value});
  }
  void pop(double) override {
    if (kept_.front().number == popped_++) kept_.pop_front();
  }
  [[nodiscard]] double value() const override { return kept_.empty() ? nothing : kept_.front().value; }
  [[nodiscard]] double value_with(double value) override {
    return !kept_.empty() && Better()(this->value(), value) ? this->value() : value;
  }

 private:
  struct Kept {
    std::uint64_t number;
    double value;
  };
  std::deque<Kept> kept_;
  std::uint64_t pushed_ = 0, popped_ = 0;
};

/// Two halves: no value of the lower one is above one of the upper one, which is as large or one smaller.
class Median final : public Unordered {
 public:
  void push(double value) override {
    (lower_.empty() || value <= *lower_.rbegin() ? lower_ : upper_).insert(value);
    balance();
  }
  void pop(double value) override {
    auto& half = value <= *lower_.rbegin() ? lower_ : upper_;
    half.erase(half.find(value));
    balance();
  }
  [[nodiscard]] double value() const override {
    if (lower_.empty()) return nothing;
    return lower_.size() > upper_.size() ? *lower_.rbegin() : std::midpoint(*lower_.rbegin(), *upper_.begin());
  }

 private:
  void balance() {
    if (lower_.size() > upper_.size() + 1) upper_.insert(lower_.extract(std::prev(lower_.end())));
    if (upper_.size() > lower_.size()) lower_.insert(upper_.extract(upper_.begin()));
  }
  std::multiset<double> lower_, upper_;
};

template <class Window>
std::unique_ptr<RunningWindow> make() {
  return std::make_unique<Window>();
}

using dataset::ColumnType;

constexpr std::array<WindowFunction, 8> functions{{
    {"lag", Takes::any, std::nullopt, nullptr},
    {"mean", Takes::numbers, ColumnType::floating, make<Moments<&ExactMoments::mean>>},
    {"sum", Takes::numbers, ColumnType::floating, make<Moments<&ExactMoments::sum>>},
    {"min", Takes::numbers_and_times, std::nullopt, make<Extreme<std::less<>>>},
    {"max", Takes::numbers_and_times, std::nullopt, make<Extreme<std::greater<>>>},
    {"count", Takes::any, ColumnType::integer, make<Count>},
    {"std", Takes::numbers, ColumnType::floating, make<Moments<&ExactMoments::standard_deviation>>},
    {"median", Takes::numbers, ColumnType::floating, make<Median>},
}};

}  // namespace

std::span<const WindowFunction> window_functions() { return functions; }

const WindowFunction& window_function(std::string_view name) {
  const auto* const found = std::find_if(functions.begin(), functions.end(), [&](const auto& function) { return function.name == name; });
  if (found == functions.end()) throw Error(ExitCode::bad_config, "unknown window function '" + std::string(name) + "'");
  return *found;
}

}  // namespace trainyard::features
