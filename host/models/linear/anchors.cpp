#include "host/models/linear/anchors.hpp"

#include <algorithm>
#include <cmath>

#include "host/models/linear/newton.hpp"

namespace trainyard::models::linear {
namespace {

// Near enough: what a step from here to another C leaves is larger.
constexpr double anchor_tol = 1e-5;
constexpr int anchor_iterations = 50;

Anchor find(const LogisticRows& rows, double c, const Anchor* from, const Exec& exec, const std::function<bool()>& stop) {
  Objective objective(rows, rows.penalty(c), exec);
  const NewtonSettings settings{anchor_tol, anchor_iterations, stop};
  if (from == nullptr) {
    objective.move_to(std::vector<double>(objective.size()));
    minimize(objective, settings);
  } else {
    objective.start_at(from->point, from->slopes);
    minimize(objective, settings, from->curvature);
  }
  return {objective.point(), objective.slopes(), objective.curvature()};
}

}  // namespace

const Anchor& Anchors::nearest(const LogisticRows& rows, double c, const Exec& exec, const std::function<bool()>& stop) const {
  int exponent = 0;
  std::frexp(c, &exponent);  // c is in [2^(exponent - 1), 2^exponent)
  return at(rows, std::clamp(exponent >> 1, lowest, highest), exec, stop);
}

const Anchor& Anchors::at(const LogisticRows& rows, int power, const Exec& exec, const std::function<bool()>& stop) const {
  Place& place = places_[static_cast<std::size_t>(power - lowest)];
  const std::lock_guard lock(place.busy);
  if (!place.anchor) {
    const Anchor* from = power == 0 ? nullptr : &at(rows, power > 0 ? power - 1 : power + 1, exec, stop);
    place.anchor = std::make_unique<const Anchor>(find(rows, std::ldexp(1.0, 2 * power), from, exec, stop));
  }
  return *place.anchor;
}

}  // namespace trainyard::models::linear
