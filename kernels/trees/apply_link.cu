#include "kernels/base/launch.cuh"
#include "kernels/base/math.cuh"
#include "kernels/trees/margins.hpp"

namespace trainyard::kernels::trees::TRAINYARD_BACKEND {

using namespace trainyard::kernels::TRAINYARD_BACKEND;

namespace {

TRAINYARD_HOST_DEVICE inline float exp_of(float x) { return static_cast<float>(portable_exp(static_cast<double>(x))); }

TRAINYARD_HOST_DEVICE inline float logistic(float margin) {
  constexpr float largest = 88.7F, no_zero = 1e-16F;  // XGBoost's
  const float x = largest < -margin ? largest : -margin;
  return 1.0F / (exp_of(x) + 1.0F + no_zero);
}

TRAINYARD_HOST_DEVICE inline void softmax(float* margins, std::size_t count) {
  float largest = margins[0];
  for (std::size_t k = 1; k < count; ++k) largest = largest < margins[k] ? margins[k] : largest;
  double sum = 0;
  for (std::size_t k = 0; k < count; ++k) {
    margins[k] = exp_of(margins[k] - largest);
    sum += static_cast<double>(margins[k]);
  }
  for (std::size_t k = 0; k < count; ++k) margins[k] /= static_cast<float>(sum);
}

struct ApplyLink {
  Link link;
  std::size_t outputs;
  float* margins;

  TRAINYARD_HOST_DEVICE void operator()(std::size_t row) const {
    float* const own = margins + row * outputs;
    if (link == Link::softmax) return softmax(own, outputs);
    for (std::size_t k = 0; k < outputs; ++k) own[k] = link == Link::logistic ? logistic(own[k]) : exp_of(own[k]);
  }
};

}  // namespace

void apply_link(const Exec& exec, Link link, std::size_t outputs, View<float> margins) {
  if (link != Link::identity) for_each_index(exec, margins.size / outputs, ApplyLink{link, outputs, margins.data});
}

}  // namespace trainyard::kernels::trees::TRAINYARD_BACKEND
