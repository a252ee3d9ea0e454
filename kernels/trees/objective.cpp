#include "kernels/trees/objective.hpp"

#include "kernels/base/math.cuh"
#include "kernels/trees/vectors.hpp"

namespace trainyard::kernels::trees {
namespace {

using kernels::cpu::portable_exp;

constexpr float least_hessian = 1e-16F;

float exp_of(float x) { return static_cast<float>(portable_exp(static_cast<double>(x))); }

/// Row by row for one output; `weighted`: there are weights, or positive rows weigh more.
template <class Loss, bool weighted>
struct OneOutput {
  const Targets& targets;
  const float* margins;
  float* gradients;
  float* hessians;

  [[nodiscard]] float weight(std::size_t row) const {
    if constexpr (!weighted) return 1;
    const float own = targets.weight.size > 0 ? targets.weight.data[row] : 1.0F;
    return targets.y.data[row] == 1.0F ? own * targets.scale_pos_weight : own;
  }

  void operator()(std::size_t first, std::size_t rows) const {
    for (std::size_t row = first; row < first + rows; ++row) {
      const float p = Loss::prediction(margins[row]), w = weight(row);
      gradients[row] = (p - targets.y.data[row]) * w;
      hessians[row] = Loss::hessian(p) * w;
    }
  }
};

struct SquaredError {
  static float prediction(float margin) { return margin; }
  static float hessian(float) { return 1; }
};

struct Logistic {
  static float prediction(float margin) {
    const float x = -margin < 88.7F ? -margin : 88.7F;
    return 1.0F / (exp_of(x) + 1.0F + least_hessian);
  }
  static float hessian(float p) {
    const float h = p * (1.0F - p);
    return h < least_hessian ? least_hessian : h;
  }
};

struct Softmax {
  const Targets& targets;
  const float* margins;
  float* gradients;
  float* hessians;

  void operator()(std::size_t first, std::size_t rows) const {
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

template <class Loss>
void one_output(const Targets& targets, const float* from, float* gradients, float* hessians) {
  const bool weighted = targets.weight.size > 0 || targets.scale_pos_weight != 1.0F;
  weighted ? run(OneOutput<Loss, true>{targets, from, gradients, hessians}, targets.y.size)
           : run(OneOutput<Loss, false>{targets, from, gradients, hessians}, targets.y.size);
}

}  // namespace

void gradients(const Targets& targets, View<const float> from, float* gradients, float* hessians) {
  switch (targets.objective) {
    case Objective::squared_error:
      return one_output<SquaredError>(targets, from.data, gradients, hessians);
    case Objective::logistic:
      return one_output<Logistic>(targets, from.data, gradients, hessians);
    case Objective::softmax:
      return run(Softmax{targets, from.data, gradients, hessians}, targets.y.size);
  }
}

}  // namespace trainyard::kernels::trees
