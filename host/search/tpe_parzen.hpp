// Parzen estimators over a search space: a mixture of one kernel per observation and a prior, each a product over the parameters.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "host/search/space.hpp"

namespace trainyard::search {

/// A parameter's value as a number: the number itself, or the place in the list of choices. None when it is outside of the dimension.
std::optional<double> coordinate(const Dimension& dimension, const nlohmann::ordered_json& value);
/// The value that has this coordinate.
nlohmann::ordered_json value_at(const Dimension& dimension, double coordinate);

/// A number in [0, 1) for a purpose.
using Draw = std::function<double(const std::string& purpose)>;

/// As Optuna 5.0 estimates the multivariate density (optuna/samplers/_tpe/parzen_estimator.py). A numeric parameter's kernel is a normal
/// distribution cut to the range, in the logarithm where `log`; a width is the larger distance to the neighbours, at the ends to the only
/// one, and at least the range over min(100, observations + 2); whole numbers and steps get the probability of half a step to either side.
/// A categorical kernel is the observed choice with 1 / (observations + 1) added to every choice. Weights are 1 for the latest 25
/// observations and rise in a straight line from 1 / observations to 1 before them; the prior's is 1.
class Parzen {
 public:
  /// `rows`: coordinates of the observations in the order in which they were made, one for each dimension.
  Parzen(std::span<const Dimension* const> space, const std::vector<std::vector<double>>& rows);

  /// The coordinates of a point drawn from it.
  [[nodiscard]] std::vector<double> sample(const Draw& draw) const;
  /// Logarithm of the density at each point, up to a factor that is the same for all estimators over the same space.
  [[nodiscard]] std::vector<double> log_densities(const std::vector<std::vector<double>>& points) const;

 private:
  struct Axis {
    const Dimension* dimension;
    double low = 0, high = 0;  ///< of the cut: half a step beyond the outer values, and of the logarithm where `log`
    std::vector<double> centre, width;
    std::vector<double> scale;   ///< logarithm of what divides a kernel's density
    std::vector<double> choice;  ///< of a categorical parameter: the observed one

    void fit();
    [[nodiscard]] double sample(std::size_t kernel, double u) const;
    /// Logarithm of every kernel's density, or probability, at a coordinate.
    [[nodiscard]] std::vector<double> log_kernels(double coordinate) const;
    [[nodiscard]] std::vector<double> log_choices(double coordinate) const;
  };

  std::vector<Axis> axes_;
  std::vector<double> weight_;  ///< one per kernel, the prior's last; they add up to 1
  std::vector<double> log_weight_;
};

}  // namespace trainyard::search
