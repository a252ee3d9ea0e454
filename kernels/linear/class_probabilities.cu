#include "kernels/base/launch.cuh"
#include "kernels/linear/scores.cuh"
#include "kernels/linear/softmax.hpp"

namespace trainyard::kernels::linear::TRAINYARD_BACKEND {
namespace {

struct RowProbabilities {
  MatrixView<double> scores;
  const std::int32_t* place;
  std::size_t width;
  float* result;

  TRAINYARD_HOST_DEVICE void operator()(std::size_t row) const {
    float* const out = result + row * width;
    double* const own = scores.data + row;
    if (scores.columns == 1) {
      const Binary p(own[0]);
      out[place[0]] = static_cast<float>(p.zero);
      out[place[1]] = static_cast<float>(p.one);
      return;
    }
    softmax(own, scores.stride, scores.columns);
    for (std::size_t k = 0; k < scores.columns; ++k) out[place[k]] = static_cast<float>(own[k * scores.stride]);
  }
};

}  // namespace

void class_probabilities(const Exec& exec, MatrixView<double> scores, View<const std::int32_t> place, std::size_t width,
                         View<float> result) {
  for_each_index(exec, scores.rows, RowProbabilities{scores, place.data, width, result.data});
}

}  // namespace trainyard::kernels::linear::TRAINYARD_BACKEND
