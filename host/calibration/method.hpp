// A method of calibration: the function of a probability that it fits.
#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <vector>

namespace trainyard::calibration {

class Function {
 public:
  virtual ~Function() = default;
  /// From 0 to 1, for a probability from 0 to 1.
  [[nodiscard]] virtual double operator()(double probability) const = 0;
  [[nodiscard]] virtual nlohmann::ordered_json to_json() const = 0;
};

struct Method {
  std::string name;
  /// `actual` holds 0 or 1; `weight` may be empty. Equal lengths, a row with a weight above 0, no NaN.
  std::shared_ptr<const Function> (*fit)(std::span<const double> probability, std::span<const double> actual,
                                         std::span<const double> weight);
  /// What to_json() gave. Throws Error(bad_data) naming what is wrong.
  std::shared_ptr<const Function> (*read)(const nlohmann::ordered_json& document);
};

// One accessor per method, for the list in calibrator.cpp.
Method sigmoid_method();
Method isotonic_method();

/// Throws Error(bad_data), "calibration: " and what.
[[noreturn]] void refuse_calibration(const std::string& what);
/// A finite number below a key, or at least one; throw as above.
double number_at(const nlohmann::ordered_json& document, const char* key);
std::vector<double> numbers_at(const nlohmann::ordered_json& document, const char* key);

}  // namespace trainyard::calibration
