#include "kernels/encode/target_sums.hpp"

namespace trainyard::kernels::encode {

TargetSums TargetSums::with(const TargetSums& other) const {
  if (other.weight <= 0.0) return *this;
  if (weight <= 0.0) return other;
  const double both = weight + other.weight;
  const double apart = other.mean() - mean();
  return {both, sum + other.sum, squares + other.squares + apart * apart * (weight * (other.weight / both))};
}

TargetSums sums_of_class(double weight, double of_class) {
  // With p = of_class / weight: of_class · (1 - p)² + (weight - of_class) · p².
  return {weight, of_class, weight > 0.0 ? of_class * ((weight - of_class) / weight) : 0.0};
}

}  // namespace trainyard::kernels::encode
