// Axes: from values to places, and the ticks between.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace trainyard::plot {

struct Tick {
  double at = 0;      ///< share of the axis, from 0 to 1
  std::string label;  ///< may be empty
};

/// Maps values to shares of an axis. Ranges are a little wider than asked for, so that no mark lies on the frame; one of a single value is
/// widened around it. The places have the same bits on every machine.
class Scale {
 public:
  static Scale linear(double low, double high);
  /// With ticks at whole numbers alone.
  static Scale whole(double low, double high);
  /// Precondition: low > 0.
  static Scale logarithmic(double low, double high);
  /// Names at equal distances; name i is the value i.
  static Scale categories(std::vector<std::string> names);
  /// Of all finite values: logarithmic where they are above 0 and the largest is at least 50 times the smallest, else linear; 0 to 1 where
  /// there are none.
  static Scale of(std::span<const double> values);

  /// From 0 to 1 for values of the range. Precondition: a finite value, above 0 where logarithmic.
  [[nodiscard]] double at(double value) const;
  [[nodiscard]] bool is_logarithmic() const { return kind_ == Kind::logarithmic; }
  [[nodiscard]] bool has_names() const { return kind_ == Kind::categories; }
  /// At most `most` ticks at round numbers, of a narrow range perhaps none. Every name of categories, at most `most` of them labelled.
  [[nodiscard]] std::vector<Tick> ticks(std::size_t most) const;

 private:
  enum class Kind { linear, whole, logarithmic, categories };
  Scale(Kind kind, double low, double high);
  [[nodiscard]] std::vector<Tick> round_ticks(std::size_t most) const;

  Kind kind_;
  double low_ = 0, high_ = 1;  ///< as values
  double from_ = 0, to_ = 1;   ///< as `at` needs them: logarithms where logarithmic
  std::vector<std::string> names_;
};

/// Six significant digits, no trailing zeros: "0.0312", "45123.4", "1.5e-7".
std::string number_text(double value);

}  // namespace trainyard::plot
