// The gradients of one row after the other: objective.hpp says which.
#pragma once

#include <cstddef>

#include "kernels/base/math.cuh"
#include "kernels/trees/objective.hpp"

namespace trainyard::kernels::trees::TRAINYARD_BACKEND {
namespace {

constexpr float least_hessian = 1e-16F;

TRAINYARD_HOST_DEVICE inline float exp_of(float x) {
  return static_cast<float>(kernels::TRAINYARD_BACKEND::portable_exp(static_cast<double>(x)));
}

/// For one output; `weighted`: there are weights, or positive rows weigh more.
template <class Loss, bool weighted>
struct OneOutput {
  const Targets& targets;
  const float* margins;
  float* gradients;
  float* hessians;

  [[nodiscard]] TRAINYARD_HOST_DEVICE float weight(std::size_t row) const {
    if constexpr (!weighted) return 1;
    const float own = targets.weight.size > 0 ? targets.weight.data[row] : 1.0F;
    return targets.y.data[row] == 1.0F ? own * targets.scale_pos_weight : own;
  }

  TRAINYARD_HOST_DEVICE void operator()(std::size_t first, std::size_t rows) const {
    for (std::size_t row = first; row < first + rows; ++row) {
      const float p = Loss::prediction(margins[row]), w = weight(row);
      gradients[row] = (p - targets.y.data[row]) * w;
      hessians[row] = Loss::hessian(p) * w;
    }
  }
};

struct SquaredError {
  TRAINYARD_HOST_DEVICE static float prediction(float margin) { return margin; }
  TRAINYARD_HOST_DEVICE static float hessian(float) { return 1; }
};

struct Logistic {
  TRAINYARD_HOST_DEVICE static float prediction(float margin) {
    const float x = -margin < 88.7F ? -margin : 88.7F;
    return 1.0F / (exp_of(x) + 1.0F + least_hessian);
  }
  TRAINYARD_HOST_DEVICE static float hessian(float p) {
    const float h = p * (1.0F - p);
    return h < least_hessian ? least_hessian : h;
  }
};

struct Softmax {
  const Targets& targets;
  const float* margins;
  float* gradients;
  float* hessians;

  TRAINYARD_HOST_DEVICE void operator()(std::size_t first, std::size_t rows) const {
    const std::size_t outputs = targets.outputs, stride = targets.y.size;
    for (std::size_t row = first; row < first + rows; ++row) {
      const float* const own = margins + row * outputs;
      float largest = own[0];
      for (std::size_t k = 1; k < outputs; ++k) largest = largest < own[k] ? own[k] : largest;
      double sum = 0;
      for (std::size_t k = 0; k < outputs; ++k) {
        const float power = exp_of(own[k] - largest);
        gradients[k * stride + row] = power;
        sum += static_cast<double>(power);
      }
      const float weight = targets.weight.size > 0 ? targets.weight.data[row] : 1.0F;
      for (std::size_t k = 0; k < outputs; ++k) {
        const float p = gradients[k * stride + row] / static_cast<float>(sum);
        const float h = 2.0F * p * (1.0F - p) * weight;
        gradients[k * stride + row] = (static_cast<float>(k) == targets.y.data[row] ? p - 1.0F : p) * weight;
        hessians[k * stride + row] = h < least_hessian ? least_hessian : h;
      }
    }
  }
};

/// Calls f(functor) with what computes the gradients of `rows` rows from `first` on.
template <class F>
TRAINYARD_HOST_DEVICE void with_gradients_of(const Targets& targets, const float* margins, float* gradients, float* hessians, const F& f) {
  const bool weighted = targets.weight.size > 0 || targets.scale_pos_weight != 1.0F;
  switch (targets.objective) {
    case Objective::squared_error:
      return weighted ? f(OneOutput<SquaredError, true>{targets, margins, gradients, hessians})
                      : f(OneOutput<SquaredError, false>{targets, margins, gradients, hessians});
    case Objective::logistic:
      return weighted ? f(OneOutput<Logistic, true>{targets, margins, gradients, hessians})
                      : f(OneOutput<Logistic, false>{targets, margins, gradients, hessians});
    case Objective::softmax:
      return f(Softmax{targets, margins, gradients, hessians});
  }
}

}  // namespace
}  // namespace trainyard::kernels::trees::TRAINYARD_BACKEND
