#include "host/plot/scale.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "kernels/base/math.cuh"

namespace trainyard::plot {
namespace {

using kernels::TRAINYARD_BACKEND::portable_exp;
using kernels::TRAINYARD_BACKEND::portable_log;

constexpr double margin = 0.04;     // of the range, on either side
constexpr double narrowest = 1e-8;  // of the larger end; below it a range is one value
constexpr double farthest = 4e307;  // so that no range is infinite
constexpr double log_from_ratio = 50;
constexpr std::array decade = {1.0, 2.0, 5.0};

template <typename... Format>
std::string written(double value, Format... format) {
  std::array<char, 400> text{};
  return {text.data(), std::to_chars(text.data(), text.data() + text.size(), value, format...).ptr};
}

/// "1.50e-07" as "1.5e-7".
std::string without_padding(const std::string& text) {
  const auto e = text.find('e');
  std::string digits = text.substr(0, e);
  if (digits.find('.') != std::string::npos) {
    digits.erase(digits.find_last_not_of('0') + 1);
    if (digits.back() == '.') digits.pop_back();
  }
  if (e == std::string::npos) return digits;
  const std::string exponent = text.substr(text.find_first_not_of("+-0", e + 1));
  return digits + (text[e + 1] == '-' ? "e-" : "e") + exponent;
}

double power_of_ten(int exponent) {
  const std::string text = "1e" + std::to_string(exponent);
  double value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

/// The largest whole power of ten that is not above a value > 0.
int order_of(double value) {
  const std::string text = written(value, std::chars_format::scientific);
  int exponent = 0;
  const std::size_t at = text.find('e') + 1;
  std::from_chars(text.data() + at + (text[at] == '+' ? 1 : 0), text.data() + text.size(), exponent);
  return exponent;
}

struct Step {
  int digit = 1, exponent = 0;
  [[nodiscard]] double size() const { return digit * power_of_ten(exponent); }
};

/// The smallest of 1, 2, 5, 10, … times a power of ten of which at most `most` multiples lie in the range.
Step round_step(double low, double high, std::size_t most, bool whole) {
  Step step{.digit = 1, .exponent = order_of((high - low) / static_cast<double>(std::max<std::size_t>(most, 1)))};
  if (whole) step.exponent = std::max(step.exponent, 0);
  while (std::floor(high / step.size()) - std::ceil(low / step.size()) + 1 > static_cast<double>(most)) {
    if (step.digit == 5) ++step.exponent;
    step.digit = step.digit == 1 ? 2 : step.digit == 2 ? 5 : 1;
  }
  return step;
}

/// A multiple of a step, where the largest number on the axis is of the given order.
std::string tick_text(double value, int step_exponent, int order) {
  if (order < 6 && step_exponent >= -6) return without_padding(written(value, std::chars_format::fixed, std::max(0, -step_exponent)));
  return value == 0 ? "0" : without_padding(written(value, std::chars_format::scientific, std::max(0, order - step_exponent)));
}

std::string power_text(double value) {
  const int order = order_of(value);
  return order >= -3 && order < 6 ? without_padding(written(value, std::chars_format::fixed, std::max(0, -order)))
                                  : without_padding(written(value, std::chars_format::scientific, 0));
}

}  // namespace

std::string number_text(double value) {
  if (value == 0) return "0";
  const int order = order_of(std::fabs(value));
  if (order < -4 || order > 9) return without_padding(written(value, std::chars_format::scientific, 5));
  return without_padding(written(value, std::chars_format::fixed, std::max(0, 5 - order)));
}

Scale::Scale(Kind kind, double low, double high)
    : kind_(kind), low_(std::clamp(low, -farthest, farthest)), high_(std::clamp(high, -farthest, farthest)) {
  if (kind == Kind::logarithmic) {
    from_ = portable_log(low_);
    to_ = portable_log(high_);
    const double around = to_ - from_ > narrowest ? margin * (to_ - from_) : 0.7;
    from_ -= around;
    to_ += around;
    low_ = portable_exp(from_);
    high_ = std::min(portable_exp(to_), farthest);
    return;
  }
  const double larger = std::max(std::fabs(low_), std::fabs(high_));
  const double around = high_ - low_ > narrowest * larger ? margin * (high_ - low_) : larger > 0 ? 0.1 * larger : 0.5;
  from_ = low_ = low_ - (kind == Kind::whole ? std::max(around, 0.2) : around);
  to_ = high_ = high_ + (kind == Kind::whole ? std::max(around, 0.2) : around);
}

Scale Scale::linear(double low, double high) { return {Kind::linear, low, high}; }
Scale Scale::whole(double low, double high) { return {Kind::whole, low, high}; }
Scale Scale::logarithmic(double low, double high) { return {Kind::logarithmic, low, high}; }

Scale Scale::categories(std::vector<std::string> names) {
  Scale scale(Kind::linear, 0, 1);
  scale.kind_ = Kind::categories;
  scale.from_ = scale.low_ = -0.5;
  scale.to_ = scale.high_ = static_cast<double>(names.size()) - 0.5;
  scale.names_ = std::move(names);
  return scale;
}

Scale Scale::of(std::span<const double> values) {
  double low = 0, high = 1;
  bool any = false;
  for (const double value : values) {
    if (!std::isfinite(value)) continue;
    low = any ? std::min(low, value) : value;
    high = any ? std::max(high, value) : value;
    any = true;
  }
  return any && low > 0 && high / low >= log_from_ratio ? logarithmic(low, high) : linear(low, high);
}

double Scale::at(double value) const {
  const double place = is_logarithmic() ? portable_log(value) : value;
  return (place - from_) / (to_ - from_);
}

std::vector<Tick> Scale::round_ticks(std::size_t most) const {
  const Step step = round_step(low_, high_, most, kind_ == Kind::whole);
  const double first = std::ceil(low_ / step.size()), last = std::floor(high_ / step.size());
  const int order = order_of(std::max(std::fabs(first), std::fabs(last)) * step.size());
  std::vector<Tick> ticks;
  for (double k = first; k <= last; ++k) {
    const double value = k * step.size() + 0.0;  // no -0
    ticks.push_back({at(value), tick_text(value, step.exponent, order)});
  }
  return ticks;
}

std::vector<Tick> Scale::ticks(std::size_t most) const {
  std::vector<Tick> ticks;
  if (has_names()) {
    const std::size_t apart = (names_.size() + most - 1) / std::max<std::size_t>(most, 1);
    for (std::size_t i = 0; i < names_.size(); ++i) ticks.push_back({at(static_cast<double>(i)), i % apart == 0 ? names_[i] : ""});
    return ticks;
  }
  if (!is_logarithmic()) return round_ticks(most);
  const int first = order_of(low_), last = order_of(high_);
  for (const std::size_t digits : {decade.size(), std::size_t{1}}) {  // 1, 2, 5 of every decade, or 1 alone
    ticks.clear();
    for (int exponent = first; exponent <= last; ++exponent) {
      for (std::size_t i = 0; i < digits; ++i) {
        const double value = decade[i] * power_of_ten(exponent);
        if (value >= low_ && value <= high_) ticks.push_back({at(value), power_text(value)});
      }
    }
    if (ticks.size() <= most) break;
  }
  const std::size_t apart = (ticks.size() + most - 1) / std::max<std::size_t>(most, 1);
  std::vector<Tick> kept;
  for (std::size_t i = 0; i < ticks.size(); i += std::max<std::size_t>(apart, 1)) kept.push_back(ticks[i]);
  if (kept.size() >= 2) return kept;
  return round_ticks(most);
}

}  // namespace trainyard::plot
