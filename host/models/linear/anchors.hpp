// Points to start from: optima for a few strengths of the penalty, so that a fit with any other begins near its own.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "kernels/base/exec.hpp"

namespace trainyard::models::linear {

class LogisticRows;

/// The optimum for one C, within 1e-5, with the derivatives of the mean loss there, as Objective has them.
struct Anchor {
  std::vector<double> point;
  std::vector<double> slopes;
  std::vector<double> curvature;
};

/// Anchors at the powers of 4 from 4^-17 to 4^20, each found when it is first asked for. That of C = 1 starts at 0, each other at its
/// neighbour on the way to 1: so its bits depend on the rows alone, whoever asks first. Several threads may ask at once.
class Anchors {
 public:
  /// The one nearest to `c`. `stop` may be empty; true ends the search for it with Error(interrupted).
  [[nodiscard]] const Anchor& nearest(const LogisticRows& rows, double c, const Exec& exec, const std::function<bool()>& stop) const;

 private:
  static constexpr int lowest = -17, highest = 20;
  struct Place {
    std::mutex busy;
    std::unique_ptr<const Anchor> anchor;
  };

  [[nodiscard]] const Anchor& at(const LogisticRows& rows, int power, const Exec& exec, const std::function<bool()>& stop) const;

  mutable std::array<Place, highest - lowest + 1> places_;
};

}  // namespace trainyard::models::linear
